import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { startOf } from '../../src/tables/utc-day.ts';
import { NOW, pullInto, rowsOf, withFolder, withLake } from '../harness/pull-fixture.ts';

const DAY = '2026-11-18';
const WORKSPACE = 'ws-1';

/** What upstream says of the day: so many users, with so many credits each. */
interface Answer {
  readonly users: number;
  readonly credits: number;
}

function pageOf({ users, credits }: Answer): string {
  const start = startOf(DAY) / 1000;
  const data = Array.from({ length: users }, (_, i) => ({
    start_time: start,
    end_time: start + 86_400,
    user_id: `user-${i}`,
    totals: { threads: 1, turns: 2, credits },
    clients: [],
    models: [],
  }));
  return JSON.stringify({ object: 'list', data, has_more: false, next_page: null });
}

/** An upstream that says of the day whatever it was told to say last. */
async function withUpstream<T>(
  work: (apiBase: string, say: (answer: Answer) => void) => Promise<T>,
): Promise<T> {
  let page = pageOf({ users: 0, credits: 0 });
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'application/json' }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await work(`http://127.0.0.1:${port}/v1`, (answer) => {
      page = pageOf(answer);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The promise, told anew: an answer is held when it is empty, or less than half of ten rows or more. */
function expectedOf(answers: readonly Answer[]) {
  const revisions: { state: string; rows: number }[] = [];
  let landed: Answer | undefined;
  let latest: string | undefined;
  for (const answer of answers) {
    const said = answer.users === 0 ? 'nothing' : JSON.stringify(answer);
    if (said === latest) continue;
    latest = said;
    const before = landed?.users ?? 0;
    const isHeld = before > 0 && (answer.users === 0 || (before >= 10 && answer.users < before / 2));
    revisions.push({ state: isHeld ? 'held' : 'landed', rows: answer.users });
    if (!isHeld) landed = answer;
  }
  return { revisions, landed };
}

const anyAnswer = fc.record({
  users: fc.oneof(fc.nat(4), fc.integer({ min: 8, max: 24 })),
  credits: fc.nat(3),
});

test('any sequence of restatements ends in the last one that was not held, with all revisions and originals kept', async () => {
  await withUpstream((apiBase, say) =>
    fc.assert(
      fc.asyncProperty(fc.array(anyAnswer, { minLength: 1, maxLength: 7 }), async (answers) => {
        await withFolder((folder) => {
          const store = folderStore(folder);
          return withLake(store, async (lake) => {
            const upstream = {
              apiBase,
              rangesBase: apiBase,
              analyticsKey: 'key',
              complianceKey: 'key',
              workspaceId: WORKSPACE,
              organizationId: 'org-1',
            };
            for (const [index, answer] of answers.entries()) {
              say(answer);
              const now = new Date(NOW.getTime() + index * 60_000);
              await pullInto(lake, upstream, { sources: ['usage'], since: DAY, until: '2026-11-19', now });
            }
            const { revisions, landed } = expectedOf(answers);
            const ledger = await rowsOf(
              store,
              'SELECT revision::INTEGER AS revision, state, rows::INTEGER AS rows, raw_key FROM ledger_days ORDER BY revision',
            );
            expect(ledger).toMatchObject(revisions.map((one, index) => ({ revision: index + 1, ...one })));
            for (const { rows, raw_key } of ledger) {
              if (Number(rows) > 0) expect(await store.head(String(raw_key))).toBeDefined();
            }
            const told = await rowsOf(
              store,
              'SELECT user_id, credits::DOUBLE AS credits FROM usage_user_day ORDER BY user_id',
            );
            expect(told).toEqual(
              Array.from({ length: landed?.users ?? 0 }, (_, i) => ({
                user_id: `user-${i}`,
                credits: landed?.credits,
              })).sort((a, b) => (a.user_id < b.user_id ? -1 : 1)),
            );
          });
        });
      }),
      { numRuns: 12 },
    ),
  );
}, 600_000);
