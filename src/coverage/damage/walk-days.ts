import type { ObjectStore, StoredObject } from '../../lake/store/object-store.ts';
import { dayOfKey, isFormerLayout } from '../../tables/layout.ts';
import { type DayRange, monthOf } from '../../tables/spans.ts';
import type { Day } from '../../tables/utc-day.ts';

/** An object as listed, and the day in its key, of several the first; null where it has none. */
export interface DatedObject {
  readonly object: StoredObject;
  readonly day: Day | null;
}

/** What a lake cannot do without. Reports and plans of rebuilds are made anew, and the inventory is what is made here. */
const ROOTS = ['content/', 'journal/', 'lake/', 'private/', 'quarantine/', 'raw/', 'state/'];

/** Where copies of damaged objects are kept before they are mended. */
export const SET_ASIDE = 'quarantine/damaged/';

/**
 * Lists the objects without a day, and those of the days asked for, which are given oldest first and do not overlap. What lies
 * between is skipped: the calls grow with what is asked, not with the lake's age.
 */
export async function* walkDays(store: ObjectStore, ranges: readonly DayRange[]): AsyncIterable<DatedObject> {
  for await (const found of walkRoots(store, ranges))
    if (!found.object.key.startsWith(SET_ASIDE) && !isFormerLayout(found.object.key)) yield found;
}

async function* walkRoots(store: ObjectStore, ranges: readonly DayRange[]): AsyncIterable<DatedObject> {
  for (const root of ROOTS) {
    let after: string | undefined;
    do {
      let prefix: string | undefined;
      for await (const object of store.list(root, after)) {
        prefix = /^(.*\/(?:dt=|month=))\d{4}-\d{2}/.exec(object.key)?.[1];
        if (prefix !== undefined) break;
        yield { object, day: null };
      }
      if (prefix !== undefined) for (const range of ranges) yield* walkRange(store, prefix, range);
      // Behind all of its days.
      after = prefix && `${prefix}~`;
    } while (after !== undefined);
  }
}

async function* walkRange(
  store: ObjectStore,
  prefix: string,
  { since, until }: DayRange,
): AsyncIterable<DatedObject> {
  const from = prefix.endsWith('month=') ? `${monthOf(since)}/${since}` : since;
  for await (const object of store.list(prefix, `${prefix}${from}`)) {
    const day = dayOfKey(object.key);
    if (day === undefined || day >= until) return;
    yield { object, day };
  }
}
