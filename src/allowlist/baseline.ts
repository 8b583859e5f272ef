import * as z from 'zod';
import type { Feed } from './feed.ts';
import type { FeedState } from './state.ts';

const DAY_MS = 86_400_000;

const Change = z.looseObject({
  at: z.iso.datetime(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
});

/**
 * What a feed is measured against over the window, so that many small steps are seen as the large one they are. `prefixes` is what
 * the feed had when the window began, or when a person last accepted a version; `changes` is what was followed since, and is folded
 * into `prefixes` when the window has passed over it. While a guard stops the feed the window stands still: waiting does not let
 * pass what a person did not.
 *
 * Kept beside the feed's state, in an object of its own, as older versions of this program read the state with exactly the keys it
 * has. It is written first: after a crash between the two, or after such an older version followed the feed alone, what is missing
 * here is seen as one more change.
 */
export const Baseline = z.looseObject({
  since: z.iso.datetime(),
  prefixes: z.array(z.string()),
  /** The version a person last accepted. */
  approvedVersion: z.string().nullable(),
  changes: z.array(Change),
  /** When a guard first stopped the feed, until a version passes. */
  stoppedAt: z.iso.datetime().nullable(),
});
export type Baseline = z.infer<typeof Baseline>;

/** The baseline of a feed a lake has followed without one, or adopts: what it holds counts as seen. */
export function firstBaseline(
  { prefixes, version, readAt }: Pick<FeedState, 'prefixes' | 'version' | 'readAt'>,
  acceptedVersions: readonly string[] = [],
): Baseline {
  return {
    since: readAt,
    prefixes: [...prefixes],
    approvedVersion: acceptedVersions.includes(version) ? version : null,
    changes: [],
    stoppedAt: null,
  };
}

/** The baseline once a person accepted the version. */
export function approvedBaseline({ version, prefixes }: Feed, now: Date): Baseline {
  return {
    since: now.toISOString(),
    prefixes: [...prefixes],
    approvedVersion: version,
    changes: [],
    stoppedAt: null,
  };
}

/** Lets the window pass over changes that are older than it; the baseline begins where it does. */
export function rolledBaseline(baseline: Baseline, windowDays: number, now: Date): Baseline {
  const end = Date.parse(baseline.stoppedAt ?? now.toISOString());
  const begins = end - windowDays * DAY_MS;
  const passed = baseline.changes.filter(({ at }) => Date.parse(at) <= begins);
  const last = passed.at(-1);
  if (last === undefined) return baseline;
  return {
    ...baseline,
    since: last.at,
    prefixes: folded(baseline.prefixes, passed),
    changes: baseline.changes.slice(passed.length),
  };
}

/** The baseline once a version was followed. */
export function followedBaseline(baseline: Baseline, { prefixes }: Feed, now: Date): Baseline {
  const known = new Set(folded(baseline.prefixes, baseline.changes));
  const is = new Set(prefixes);
  const added = prefixes.filter((prefix) => !known.has(prefix));
  const removed = [...known].filter((prefix) => !is.has(prefix));
  const change = { at: now.toISOString(), added, removed };
  return {
    ...baseline,
    changes: added.length + removed.length === 0 ? baseline.changes : [...baseline.changes, change],
    stoppedAt: null,
  };
}

/** Whether the baseline is this version as a person accepted it: the same words under the same name. */
export function isApproved({ approvedVersion, prefixes, changes }: Baseline, feed: Feed): boolean {
  return (
    approvedVersion === feed.version &&
    changes.length === 0 &&
    JSON.stringify(prefixes) === JSON.stringify(feed.prefixes)
  );
}

/** Every prefix that came since the window began, whether or not it is still there. */
export function cameSince({ changes }: Baseline): string[] {
  return changes.flatMap(({ added }) => added);
}

function folded(prefixes: readonly string[], changes: Baseline['changes']): string[] {
  const all = new Set(prefixes);
  for (const { added, removed } of changes) {
    for (const prefix of removed) all.delete(prefix);
    for (const prefix of added) all.add(prefix);
  }
  return [...all].sort();
}
