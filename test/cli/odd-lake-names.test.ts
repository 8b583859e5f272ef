import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { addDays, dayOf } from '../../src/tables/utc-day.ts';
import { withBucket } from '../harness/bucket.ts';
import { codexLake } from './codex-lake.ts';

/** All at once: what shells, URLs, SQL, file patterns and XML read in a way of their own, a line end, and other scripts. */
const ODD = ` it's "my" 100% a+b & <c>; [lake]*?{x,y}~#=$HOME\\n%2F\n数据湖 é 🦆`;

/** Runs every command that takes a lake on one at `lake`. */
async function tryEveryCommand(
  { lake, out }: { readonly lake: string; readonly out: string },
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const simulator = await startSimulator({ people: 4, faults: ['wrong-checksum', 'expired-file'] });
  const tried = (args: readonly string[]) =>
    codexLake([...args, '--lake', lake], { ...settingsOf(simulator), ...environment });
  const run = async (args: readonly string[], exitCode: number) => {
    const ended = await tried(args);
    expect([args, ended.exitCode, ended.stderr]).toEqual([args, exitCode, expect.any(String)]);
    return ended;
  };
  const answer = async (sql: string) => JSON.parse((await run(['query', sql, '--json'], 0)).stdout);
  try {
    const since = addDays(dayOf(Date.now()), -3);
    await run(['pull', 'usage', 'users', 'egress_ranges', '--since', since], 0);
    await run(['pull', 'AUTH_LOG'], 3);
    expect(await answer('SELECT count(*) AS n FROM users')).toEqual([{ n: 4 }]);
    const { sources } = JSON.parse((await run(['status', '--json'], 3)).stdout);
    const units: { id: string; state: string }[] = sources.flatMap(
      ({ unlandedUnits }: { unlandedUnits: [] }) => unlandedUnits,
    );
    expect(new Set(units.map(({ state }) => state))).toEqual(new Set(['gone', 'quarantined']));
    await run(['accept', ...units.flatMap(({ id, state }) => (state === 'gone' ? [id] : []))], 0);
    simulator.setFaults([]);
    await run(['redrive', '--all'], 0);
    expect((await run(['rebuild', '--verify'], 0)).stdout).toContain('the lake is what its originals make');
    await run(['fsck', '--deep', '--repair'], 0);
    await run(['report', '--out', out], 0);
    expect((await stat(out)).size).toBeGreaterThan(10_000);
    await run(['ip-ranges', 'freeze'], 0);
    await run(['ip-ranges', 'history'], 0);
    const { findings } = JSON.parse((await tried(['doctor', '--json'])).stdout);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'lake', status: 'ok' }));
  } finally {
    await simulator.close();
  }
}

test('every command works on a lake in a folder of an odd name, and touches nothing beside it', async () => {
  const root = await mkdtemp(join(tmpdir(), 'codex-lake-odd-'));
  try {
    const [lake, demo, out] = [join(root, ODD), join(root, `demo ${ODD}`), join(root, `${ODD}.html`)];
    await tryEveryCommand({ lake, out });
    const shown = await codexLake(['demo', '--people', '3', '--lake', demo, '--out', out]);
    expect([shown.exitCode, shown.stderr]).toEqual([0, expect.any(String)]);
    expect((await readdir(root)).sort()).toEqual([ODD, `demo ${ODD}`, `${ODD}.html`].sort());
    expect(await readFile(out, 'utf8')).toContain('<html');
  } finally {
    await rm(root, { recursive: true });
  }
}, 600_000);

test('every command works on a lake below an odd prefix of a bucket', async () => {
  const root = await mkdtemp(join(tmpdir(), 'codex-lake-odd-'));
  try {
    await withBucket(async (storeAt, environment) => {
      const { location, list } = storeAt(ODD);
      await tryEveryCommand({ lake: location, out: join(root, 'report.html') }, environment);
      expect((await Array.fromAsync(list('lake/users/'))).length).toBeGreaterThan(0);
    });
  } finally {
    await rm(root, { recursive: true });
  }
}, 600_000);
