import * as z from 'zod';
import { noteChecksum, readNoted } from '../lake/noted-checksum.ts';
import type { ObjectStore, StoredObject } from '../lake/store/object-store.ts';
import { retryOnConflict } from '../lake/store/retry-on-conflict.ts';
import type { Clock } from './clock.ts';

/** A range no version lists any more, and since when. `accepted`: a person let the version pass that dropped it. */
const Gone = z.strictObject({ since: z.iso.datetime(), accepted: z.boolean() });
export type Gone = z.infer<typeof Gone>;

/** What is known of a feed: its last good version, and what it dropped. */
export const FeedState = z.strictObject({
  version: z.string(),
  prefixes: z.array(z.string()),
  readAt: z.iso.datetime(),
  gone: z.record(z.string(), Gone),
  /** Approved: prefixes that came with a version a person accepted. */
  vouched: z.array(z.string()),
});
export type FeedState = z.infer<typeof FeedState>;

/** What is known of a target. */
export const TargetState = z.strictObject({
  /** Ranges we put where entries have no ids of their own, and of those that are just being put; noted before they are put. */
  claimed: z.array(z.string()),
  /** Entries of ours that were last seen there. */
  confirmed: z.array(z.string()),
  /** Counts the changes of `confirmed`. */
  revision: z.int(),
  /** Whether everything that should be there once was: from then on additions are limited. */
  filled: z.boolean(),
  /** When an entry was last seen to have been added. */
  addedAt: z.iso.datetime().nullable(),
});
export type TargetState = z.infer<typeof TargetState>;

export const NEW_TARGET: TargetState = {
  claimed: [],
  confirmed: [],
  revision: 0,
  filled: false,
  addedAt: null,
};

/**
 * Entries of a target that are ours, by their ids, where the target gives each entry an id of its own; and those that carry our
 * label and are not. Kept beside the target's state, as older versions of this program read that with exactly the keys it has.
 */
export const OwnedEntries = z.looseObject({
  /** Range of each entry of ours, by the entry's id. */
  entries: z.record(z.string(), z.string()),
  /** Ids of entries that were there, under our label, before we put one of the same range. */
  others: z.array(z.string()),
});
export type OwnedEntries = z.infer<typeof OwnedEntries>;

export const NONE_OWNED: OwnedEntries = { entries: {}, others: [] };

/** What people decided. */
export const Decisions = z.strictObject({
  frozen: z.boolean(),
  /** Feed versions that guards let pass, the latest last. */
  accepted: z.array(z.string()),
});
export type Decisions = z.infer<typeof Decisions>;

export const NO_DECISIONS: Decisions = { frozen: false, accepted: [] };

/** The alerts people were last told of. */
export const Told = z.strictObject({ trouble: z.array(z.string()) });

const PREFIX = 'state/allowlist/';

export const baselineKey = (feed: string): string => `${PREFIX}baselines/${feed}.json`;
export const feedKey = (feed: string): string => `${PREFIX}feeds/${feed}.json`;
export const targetKey = (target: string): string =>
  `${PREFIX}targets/${target.replace(/[^A-Za-z0-9._-]+/g, '-')}.json`;
export const ownedKey = (target: string): string =>
  `${PREFIX}owned/${target.replace(/[^A-Za-z0-9._-]+/g, '-')}.json`;
export const TOLD_KEY = `${PREFIX}told.json`;
export const DECISIONS_KEY = `${PREFIX}decisions.json`;

export async function readState<T>(
  store: ObjectStore,
  key: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await readNoted(store, key);
  return bytes === undefined ? undefined : schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}

/** Where a state is changed, and until when. */
interface Place {
  readonly store: ObjectStore;
  readonly clock: Clock;
}

/** A state, and the object it was read from: what a change of it replaces. */
export interface Versioned<T> {
  readonly value: T | undefined;
  readonly object: StoredObject | undefined;
}

/** Older than the value at worst: then a write over it meets a conflict. */
export async function readVersioned<T>(
  store: ObjectStore,
  key: string,
  schema: z.ZodType<T>,
): Promise<Versioned<T>> {
  const object = await store.head(key);
  return { object, value: object && (await readState(store, key, schema)) };
}

/** Puts a state in place of the one that was read. Writes nothing when nothing changes. Throws `WriteConflict` when it is another by now. */
export async function replaceState<T>(
  { store, clock }: Place,
  key: string,
  before: Versioned<T>,
  after: T,
): Promise<void> {
  const text = JSON.stringify(after);
  if (text === JSON.stringify(before.value)) return;
  await noteChecksum(store, key, Buffer.from(text), clock);
  await store.put(key, Buffer.from(text), before.object ?? 'absent');
}

/** Changes a state from what it is now, whoever else changes it too. Writes nothing when nothing changes. */
export async function changeState<T>(
  place: Place,
  key: string,
  schema: z.ZodType<T>,
  change: (before: T | undefined) => T,
): Promise<T> {
  return retryOnConflict(async () => {
    const before = await readVersioned(place.store, key, schema);
    const after = change(before.value);
    await replaceState(place, key, before, after);
    return after;
  }, place.clock);
}
