import { openStore } from '../lake/store/open-store.ts';
import { hasTables, LAYOUT_MARK } from './layout-mark.ts';
import type { LakeLocation } from './open-lake.ts';

/**
 * Takes a lake of the former layout over, for those who read its tables without opening it: who only asks whether it is done loads
 * nothing else.
 */
export async function takeOverAt(location: LakeLocation): Promise<void> {
  const store = await openStore(location.lake, location);
  if ((await store.head(LAYOUT_MARK)) !== undefined || !(await hasTables(store))) return;
  const { openLakeToReadAt } = await import('./open-lake.ts');
  const lake = await openLakeToReadAt(location);
  await lake.close();
}
