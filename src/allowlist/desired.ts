import type { FeedState } from './state.ts';

/** What the targets of some feeds should hold. */
export interface Desired {
  /** Listed now, or still in grace; sorted. */
  readonly ranges: readonly string[];
  /** Among them, those no feed lists any more. */
  readonly inGrace: readonly string[];
  /** Ranges whose going a person accepted. */
  readonly acceptedGone: readonly string[];
  /** Ranges whose coming a person accepted. */
  readonly approved: readonly string[];
}

export function desiredOf(feeds: readonly FeedState[], graceHours: number, now: Date): Desired {
  const listed = new Set(feeds.flatMap(({ prefixes }) => prefixes));
  const gone = feeds.flatMap((feed) => Object.entries(feed.gone)).filter(([prefix]) => !listed.has(prefix));
  const graceEnds = now.getTime() - graceHours * 3_600_000;
  const inGrace = gone.filter(([, { since }]) => Date.parse(since) > graceEnds).map(([prefix]) => prefix);
  return {
    ranges: [...new Set([...listed, ...inGrace])].sort(),
    inGrace: [...new Set(inGrace)].sort(),
    acceptedGone: gone.filter(([, { accepted }]) => accepted).map(([prefix]) => prefix),
    approved: feeds.flatMap((feed) => feed.vouched),
  };
}
