import type { ReadableLake } from '../../lake/lake.ts';
import { CHECKSUMS } from '../../lake/noted-checksum.ts';
import type { DamagedObject, StoredObject } from '../../lake/store/object-store.ts';
import { remedyFor } from '../../lake/store/remedy-for.ts';
import { retryOnConflict } from '../../lake/store/retry-on-conflict.ts';
import { originalHashes } from '../../ledger/original-hashes.ts';
import { dayOfKey, isFormerLayout, UNDATED } from '../../tables/layout.ts';
import { addDays, type Day, dayOf } from '../../tables/utc-day.ts';
import {
  damagedSlices,
  type Entry,
  type Inventory,
  readInventory,
  rememberDamagedSlices,
  type Slice,
  sliceOf,
  writeInventory,
} from './inventory.ts';
import { dayLedgersOf, keysNamedByDays, keysNamedByFiles } from './named-by-ledger.ts';
import { isOriginal, problemAtAGlance } from './object-problem.ts';
import { allSlices, rangesOf, slicesOf } from './slices.ts';
import { walkDays } from './walk-days.ts';

/** An object that is not what was written, what is wrong with it, and what a person does. */
export interface Damage {
  readonly key: string;
  readonly problem: string;
  readonly remedy: string;
}

export function damageOf({ key, problem }: DamagedObject): Damage {
  return { key, problem, remedy: remedyFor(key) };
}

export interface AuditScope {
  /** Every day of the lake instead of the latest and a slice of the older ones. @default false */
  readonly whole?: boolean;
  /** Days until the bucket itself deletes originals; null when it keeps them. @default null */
  readonly rawDays?: number | null;
}

/** Before the key of an object of many days: the version of it that was read for the days of the slice. */
const READ_OF = 'read of ';

const LOST = 'is lost: it was there, or the ledger names it, and is not listed';

/**
 * Tells which objects are lost, emptied, cut or changed, by listing: what is listed as it was by the last audit is not read. Looks
 * at the latest two weeks, at what has no day, and at one older week, another one each hour, so that it costs the same however
 * old the lake is; and at weeks in which something is damaged, until it is not. What it saw is kept as an inventory of each week, written where it changed.
 */
export async function auditObjects(
  lake: ReadableLake,
  now: Date,
  { whole = false, rawDays = null }: AuditScope = {},
): Promise<Damage[]> {
  const remembered = await damagedSlices(lake.store);
  const slices = whole ? allSlices(now) : slicesOf(now, remembered);
  const listed = new Map<Slice, StoredObject[]>(slices.map((slice) => [slice, []]));
  for await (const { object, day } of walkDays(lake.store, rangesOf(slices)))
    listed.get(sliceOf(day))?.push(object);
  const keptFrom = rawDays === null ? UNDATED : addDays(dayOf(now), -rawDays);
  const found: Damage[] = [];
  const damaged = new Set(remembered);
  for (const [slice, objects] of listed) {
    const damages = await auditSlice(lake, slice, dayOf(now), objects, keptFrom);
    if (damages.length > 0) damaged.add(slice);
    else damaged.delete(slice);
    found.push(...damages);
  }
  await rememberDamagedSlices(lake, [...damaged].sort());
  return found;
}

function auditSlice(
  lake: ReadableLake,
  slice: Slice,
  today: Day,
  objects: readonly StoredObject[],
  keptFrom: Day,
): Promise<Damage[]> {
  return retryOnConflict(async () => {
    const { inventory, version } = await readInventory(lake.store, slice);
    const seen = await inspect(lake, objects, inventory);
    for (const key of await absent(lake, slice, today, seen, inventory, keptFrom)) {
      const { size = 0, etag = '', accepted } = inventory.get(key) ?? {};
      seen.set(key, { size, etag, problem: LOST, ...(accepted && { accepted }) });
    }
    await writeInventory(lake.store, slice, inventory, seen, version);
    return damagesIn(seen);
  }, lake.deadline);
}

function damagesIn(inventory: Inventory): Damage[] {
  return [...inventory].flatMap(([key, { problem, accepted }]) =>
    problem === undefined || accepted === true ? [] : [{ key, problem, remedy: remedyFor(key) }],
  );
}

/** Entries of what is listed. What is as it was keeps its entry; what is new or changed is looked at. */
async function inspect(
  lake: ReadableLake,
  objects: readonly StoredObject[],
  before: Inventory,
): Promise<Map<string, Entry>> {
  const seen = new Map<string, Entry>();
  const isKnown = ({ key, size, etag }: StoredObject) => {
    const known = before.get(key);
    return known?.size === size && known.etag === etag && known.problem !== LOST;
  };
  const changed = objects.filter((object) => !isKnown(object));
  const originals = changed.filter(({ key }) => isOriginal(key) && before.has(key));
  const hashes = await originalHashes(
    lake,
    originals.map(({ key }) => key),
  );
  for (const object of objects) {
    const { key, size, etag } = object;
    const known = before.get(key);
    if (known !== undefined && isKnown(object)) seen.set(key, known);
    else {
      // An original that is new was checked a moment ago, when it came.
      const isNew = isOriginal(key) && known === undefined && size > 0;
      const problem = isNew ? undefined : await problemAtAGlance(lake, object, hashes.get(key));
      seen.set(key, { size, etag, ...(problem !== undefined && { problem }) });
    }
  }
  return seen;
}

/** Keys that should be listed and are not, nor there when asked for by name: a listing may be older than a write. */
async function absent(
  lake: ReadableLake,
  slice: Slice,
  today: Day,
  seen: Map<string, Entry>,
  before: Inventory,
  keptFrom: Day,
): Promise<string[]> {
  const known = [...before.keys()].filter((key) => !isFormerLayout(key) && !key.startsWith(READ_OF));
  const expected = new Set([...known, ...(await namedIn(lake, slice, today, seen, before)), ...gapsIn(seen)]);
  const missing: string[] = [];
  for (const key of expected) {
    const isExpired = isOriginal(key) && (dayOfKey(key) ?? keptFrom) < keptFrom;
    if (seen.has(key) || isExpired) continue;
    if ((await lake.store.head(key)) === undefined) missing.push(key);
  }
  return missing;
}

/** Keys of the slice that the ledger names, of its objects by the file those that are new or changed, and that checksums are noted of. */
async function namedIn(
  lake: ReadableLake,
  slice: Slice,
  today: Day,
  seen: Map<string, Entry>,
  before: Inventory,
): Promise<string[]> {
  const named: string[] = [];
  // What has no day is named by the days on which it was pulled, mostly the latest.
  const [first, last] = slice === 'undated' ? [addDays(today, -6), today] : [slice, addDays(slice, 6)];
  for (const key of dayLedgersOf([first, last])) {
    const object = await lake.store.head(key);
    if (object === undefined) continue;
    const { size, etag } = object;
    if (before.get(READ_OF + key)?.etag !== etag) named.push(...(await keysNamedByDays(lake, key)));
    seen.set(READ_OF + key, { size, etag });
  }
  for (const [key, { etag, problem }] of seen) {
    if (key.startsWith(CHECKSUMS)) named.push(key.slice(CHECKSUMS.length, -'.json'.length));
    if (problem !== undefined || before.get(key)?.etag === etag) continue;
    named.push(...(await keysNamedByFiles(lake, key)));
  }
  return named.filter((key) => sliceOf(dayOfKey(key) ?? null) === slice);
}

/** Parts of a span before its last one that are not there: they are counted from 0, without a gap. */
function gapsIn(seen: Inventory): string[] {
  const last = new Map<string, number>();
  for (const key of seen.keys()) {
    const [, prefix, number] = /^(.*\.part-)(\d+)\.parquet$/.exec(key) ?? [];
    if (prefix !== undefined) last.set(prefix, Math.max(last.get(prefix) ?? 0, Number(number)));
  }
  return [...last].flatMap(([prefix, top]) =>
    Array.from({ length: top }, (_, index) => `${prefix}${String(index).padStart(5, '0')}.parquet`),
  );
}

/** Takes damage as it is: it is not told of again while the object stays so. Tells the keys that have none. */
export async function acceptDamage(lake: ReadableLake, keys: readonly string[]): Promise<string[]> {
  const unknown: string[] = [];
  for (const key of keys) {
    await retryOnConflict(async () => {
      const slice = sliceOf(dayOfKey(key) ?? null);
      const { inventory, version } = await readInventory(lake.store, slice);
      const entry = inventory.get(key);
      if (entry?.problem === undefined) unknown.push(key);
      else
        await writeInventory(
          lake.store,
          slice,
          inventory,
          new Map([...inventory, [key, { ...entry, accepted: true }]]),
          version,
        );
    }, lake.deadline);
  }
  return unknown;
}
