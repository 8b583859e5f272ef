import { expect, test } from 'vitest';
import { planOf } from '../../src/allowlist/plan.ts';
import type { Entry } from '../../src/allowlist/target.ts';
import { TargetRecord } from '../../src/allowlist/target-record.ts';
import { rowsOf } from '../harness/pull-fixture.ts';
import { type LakeFixture, withLakeFixture } from './allowlist-fixture.ts';

const TARGET = { name: 'github:my-org', idsAreUnique: true };
const [A, B, C] = ['20.1.0.0/28', '20.1.1.0/28', '20.1.2.0/28'];

const ours = (...ranges: string[]): Entry[] =>
  ranges.map((range) => ({ id: `id of ${range}`, range, ours: true, labelled: true, active: true }));
const planFor = (entries: readonly Entry[], ranges: readonly string[]) =>
  planOf({ ranges, families: [4], merge: false }, entries);
const open = ({ lake, clock }: LakeFixture, syncId: string) =>
  TargetRecord.open({ lake, syncId, feedVersion: 'feed@1', clock }, TARGET);

test('what another sync told since this one looked is believed, and is neither lost nor come anew', async () => {
  await withLakeFixture({}, async (stand) => {
    const first = await open(stand, 'first');
    await first.tell(ours(A, B), planFor(ours(A, B), [A, B]), true);

    const slow = await open(stand, 'slow');
    const seenBySlow = ours(A, B);
    // Meanwhile a faster one puts C and takes out B.
    const fast = await open(stand, 'fast');
    await fast.claim([C]);
    await fast.tell(ours(A, C), planFor(ours(A, C), [A, C]), true);

    await slow.ownership();
    const plan = planFor(seenBySlow, [A, C]);
    expect(slow.missing(seenBySlow, plan)).toEqual([]);
    await slow.tell(seenBySlow, plan, false);
    expect(
      await rowsOf(
        stand.store,
        `SELECT sync_id, prefix, change FROM allowlist_changes ORDER BY revision, prefix`,
      ),
    ).toEqual([
      { sync_id: 'first', prefix: A, change: 'added' },
      { sync_id: 'first', prefix: B, change: 'added' },
      { sync_id: 'fast', prefix: B, change: 'removed' },
      { sync_id: 'fast', prefix: C, change: 'added' },
    ]);
    // It knows from then on, and its next look tells the truth.
    expect(slow.missing(ours(A), planFor(ours(A), [A, C]))).toEqual([C]);
  });
});

test('an entry is ours by its id once it was seen under a claim, and by nothing else', async () => {
  await withLakeFixture({}, async (stand) => {
    const record = await open(stand, 'one');
    expect((await record.ownership()).owns(`id of ${A}`, A)).toBe(false);
    await record.claim([A], ['of others']);
    const claimed = await record.ownership();
    expect([claimed.owns(`id of ${A}`, A), claimed.owns('of others', A)]).toEqual([true, false]);
    // Twice: the claim is given up once the id is on record.
    for (let look = 0; look < 2; look++) {
      await record.tell(ours(A), planFor(ours(A), [A]), true);
      await record.ownership();
    }
    const known = await (await open(stand, 'two')).ownership();
    expect(known.owns(`id of ${A}`, A)).toBe(true);
    expect(known.owns('another id', A)).toBe(false);
    expect(known.owns(`id of ${A}`, B)).toBe(false);
    expect(known.claimed(A)).toBe(false);
    // What a person took out is forgotten, and its id never comes back.
    const later = await open(stand, 'three');
    await later.tell([], planFor([], [A]), false);
    expect((await later.ownership()).owns(`id of ${A}`, A)).toBe(false);
  });
});
