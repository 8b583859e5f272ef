import type { ObjectStore } from '../lake/store/object-store.ts';

/** Says that nothing of the former layout is left to be taken over. */
export const LAYOUT_MARK = 'lake/layout.json';

/** Whether there is anything that could be. */
export async function hasTables(store: ObjectStore): Promise<boolean> {
  for await (const _ of store.list('lake/')) return true;
  return false;
}
