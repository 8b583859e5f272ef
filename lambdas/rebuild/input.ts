import * as z from 'zod';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { overwrite } from '../../src/lake/store/overwrite.ts';
import type { RebuildItem as PlannedItem } from '../../src/repair/rebuild.ts';

/** A piece of a rebuild, as `src/repair/rebuild.ts` plans it. */
const RebuildItem = z.object({
  streams: z.array(z.object({ source: z.string(), scopeId: z.string() })),
  days: z.object({ since: z.iso.date(), until: z.iso.date() }).nullable(),
  content: z.boolean().optional(),
});

/** What the state machine asks: to plan what is to be rebuilt, or to do one piece of it. */
export const RebuildInput = z.union([
  z.object({ item: RebuildItem, verify: z.boolean() }),
  z.object({
    plan: z.object({
      tables: z.array(z.string()),
      since: z.iso.date().optional(),
      until: z.iso.date().optional(),
      outdated: z.boolean().optional(),
    }),
    id: z.string(),
  }),
]);

/** Puts a plan where the state machine reads its items from: a plan of years is larger than what states may hand on. */
export async function writePlan(store: ObjectStore, id: string, items: readonly PlannedItem[]) {
  const key = `rebuild/${id}.json`;
  await overwrite(store, key, Buffer.from(JSON.stringify(items)));
  return { key, items: items.length };
}
