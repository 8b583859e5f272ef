import type { ObjectStore } from '../lake/store/object-store.ts';
import type { Clock } from './clock.ts';
import { changeState, TOLD_KEY, Told } from './state.ts';
import type { FeedResult } from './sync-feeds.ts';
import type { TargetResult } from './sync-target.ts';

/** What is not as it should be, in few words: the same while nothing about it changes. */
export function alertsIn(feeds: readonly FeedResult[], targets: readonly TargetResult[]): string[] {
  return [
    ...feeds.flatMap(({ feed, check }) => (check === undefined ? [] : [`${feed}: ${check}`])),
    ...targets
      .filter(({ outcome }) => outcome === 'stopped' || outcome === 'failed')
      .map(({ target, outcome, guard }) => `${target}: ${guard ?? outcome}`),
  ];
}

/** Whether one of these alerts was not there at the sync before; notes it, so that people are told once and not every hour. */
export async function hasNewAlert(
  place: { readonly store: ObjectStore; readonly clock: Clock },
  alerts: readonly string[],
): Promise<boolean> {
  let before: readonly string[] = [];
  await changeState(place, TOLD_KEY, Told, (told) => {
    before = told?.trouble ?? [];
    return { trouble: [...alerts] };
  });
  return alerts.some((one) => !before.includes(one));
}
