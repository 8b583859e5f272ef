import * as z from 'zod';
import { type ObjectStore, WriteConflict } from '../lake/store/object-store.ts';

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
  /** Entries we put where entries cannot be marked as ours; noted before they are put. */
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

export const feedKey = (feed: string): string => `${PREFIX}feeds/${feed}.json`;
export const targetKey = (target: string): string =>
  `${PREFIX}targets/${target.replace(/[^A-Za-z0-9._-]+/g, '-')}.json`;
export const TOLD_KEY = `${PREFIX}told.json`;
export const DECISIONS_KEY = `${PREFIX}decisions.json`;

export async function readState<T>(
  store: ObjectStore,
  key: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await store.read(key);
  return bytes === undefined ? undefined : schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}

/** Changes a state from what it is now, whoever else changes it too. Writes nothing when nothing changes. */
export async function changeState<T>(
  store: ObjectStore,
  key: string,
  schema: z.ZodType<T>,
  change: (before: T | undefined) => T,
): Promise<T> {
  for (;;) {
    const there = await store.head(key);
    const before = there && (await readState(store, key, schema));
    const after = change(before);
    const text = JSON.stringify(after);
    if (text === JSON.stringify(before)) return after;
    try {
      await store.put(key, Buffer.from(text), there ?? 'absent');
      return after;
    } catch (error) {
      if (!(error instanceof WriteConflict)) throw error;
    }
  }
}
