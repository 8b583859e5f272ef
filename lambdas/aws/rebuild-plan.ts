import * as z from 'zod';
import type { RebuildItem as PlannedItem } from '../collect/rebuild.ts';
import type { ObjectStore } from '../lake/object-store.ts';

/** A piece of a rebuild, as `collect/rebuild.ts` plans it. */
export const RebuildItem = z.object({
  streams: z.array(z.object({ source: z.string(), scopeId: z.string() })),
  day: z.iso.date().nullable(),
});

/** Puts a plan where the state machine reads its items from: a plan of years is larger than what states may hand on. */
export async function writePlan(store: ObjectStore, id: string, items: readonly PlannedItem[]) {
  const key = `rebuild/${id}.json`;
  await store.put(key, Buffer.from(JSON.stringify(items)), (await store.head(key)) ?? 'absent');
  return { key, items: items.length };
}
