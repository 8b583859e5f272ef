import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { expect, test } from 'vitest';
import { folderStore } from '../../lambdas/lake/folder-store.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { pullInto, rowsOf, type Upstream, withFolder, withLake } from './fixture.ts';
import { objectsOf } from './same-lake.ts';

const SCRIPT = join(import.meta.dirname, 'pull-and-die.ts');
const FIRST = new Date('2026-11-18T18:00:00Z');
const SECOND = new Date('2026-11-19T09:00:00Z');
const ASKED = { sources: ['users', 'usage', 'CODEX_LOG'], since: '2026-11-17' };
const AT_ONCE = 2;

type Death = { readonly at: 'within' | 'after' | 'list'; readonly number: number };

/** Whether the process died at the point; false when it came to its end. */
async function dies(root: string, folder: string, simulator: Simulator, die: Death): Promise<boolean> {
  const { apiBase, rangesBase, analyticsKey, complianceKey, workspaceId, organizationId } = simulator;
  const upstream: Upstream = {
    apiBase,
    rangesBase,
    analyticsKey,
    complianceKey,
    workspaceId,
    organizationId,
  };
  const order = JSON.stringify({ folder, upstream, pull: { ...ASKED, now: SECOND }, die });
  const child = spawn(process.execPath, [SCRIPT, order], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') },
  });
  const [code, signal] = await once(child, 'exit');
  if (signal !== 'SIGKILL') expect([die, code, signal]).toEqual([die, 0, null]);
  return signal === 'SIGKILL';
}

test('killed at any write and started again, a pull leaves the lake of an undisturbed one', async () => {
  await withFolder(async (root) => {
    const simulator = await startSimulator({
      people: 3,
      now: FIRST,
      faults: ['restated-day', 'duplicate-events', 'late-events', 'bad-line'],
    });
    // The pull that is killed adds to a lake: it replaces objects, and makes new ones.
    const before = join(root, 'before');
    await withLake(folderStore(before), (lake) => pullInto(lake, simulator, { ...ASKED, now: FIRST }));
    simulator.setNow(SECOND);
    const undisturbed = folderStore(join(root, 'undisturbed'));
    await cp(before, join(root, 'undisturbed'), { recursive: true });
    const writes = { new: 0, replaced: 0 };
    let lists = 0;
    await withLake(
      {
        ...undisturbed,
        put(key, body, expected) {
          writes[expected === 'absent' ? 'new' : 'replaced']++;
          return undisturbed.put(key, body, expected);
        },
        list(prefix, after) {
          lists++;
          return undisturbed.list(prefix, after);
        },
      },
      (lake) => pullInto(lake, simulator, { ...ASKED, now: SECOND }),
    );
    const expected = await objectsOf(undisturbed);
    expect(writes.new).toBeGreaterThan(5);
    expect(writes.replaced).toBeGreaterThan(5);

    const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    const points: Death[] = [
      ...upTo(writes.new + writes.replaced).flatMap((number): Death[] => [
        { at: 'within', number },
        { at: 'after', number },
      ]),
      ...upTo(lists).map((number): Death => ({ at: 'list', number })),
    ];
    console.log(
      `${points.length} points: ${JSON.stringify(writes)} writes, killed within and after each; ${lists} listings`,
    );
    await pMap(
      points,
      async (die) => {
        const folder = join(root, `${die.at}-${die.number}`);
        await cp(before, folder, { recursive: true });
        expect([die, await dies(root, folder, simulator, die)]).toEqual([die, true]);
        const store = folderStore(folder);
        await withLake(store, (lake) => pullInto(lake, simulator, { ...ASKED, now: SECOND }));
        expect([die, await objectsOf(store)]).toEqual([die, expected]);
      },
      { concurrency: AT_ONCE },
    );
    await simulator.close();
    expect(await rowsOf(undisturbed, `SELECT 1 FROM ledger_days WHERE revision = 2`)).not.toEqual([]);
  });
}, 180_000);
