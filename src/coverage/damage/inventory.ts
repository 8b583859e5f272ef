import * as z from 'zod';
import type { ReadableLake } from '../../lake/lake.ts';
import type { ObjectStore, StoredObject } from '../../lake/store/object-store.ts';
import { overwrite } from '../../lake/store/overwrite.ts';
import { UNDATED } from '../../tables/layout.ts';
import { addDays, type Day, startOf } from '../../tables/utc-day.ts';

/** An object as it was last listed. */
const Entry = z.object({
  size: z.number(),
  etag: z.string(),
  /** What was found to be wrong with this version of it. */
  problem: z.string().optional(),
  /** Whether a person took that as it is. */
  accepted: z.boolean().optional(),
});
export type Entry = z.infer<typeof Entry>;

/** The objects of a slice of the lake, by key: what the last audit saw, so that the next one knows what is not there any more. */
export type Inventory = ReadonlyMap<string, Entry>;

const Stored = z.object({ objects: z.record(z.string(), Entry) });

/** A slice of the lake with an inventory of its own: a week of days, by its Monday, or what has no day. */
export type Slice = Day | 'undated';

export const inventoryKey = (slice: Slice): string => `inventory/${slice}.json`;

/** The slice an object is in. Events without a time may come at any time, so their home is looked at with what has no day. */
export function sliceOf(day: Day | null): Slice {
  return day === null || day === UNDATED ? 'undated' : mondayOf(day);
}

export function mondayOf(day: Day): Day {
  const sinceEpoch = Math.round(startOf(day) / 86_400_000);
  return addDays(day, -((sinceEpoch + 3) % 7));
}

/** The last inventory of a slice, and the version it was read from. One that cannot be read is none: it is made anew. */
export async function readInventory(
  store: ObjectStore,
  slice: Slice,
): Promise<{ readonly inventory: Inventory; readonly version: StoredObject | undefined }> {
  const version = await store.head(inventoryKey(slice));
  const bytes = version && (await store.read(version.key));
  return { inventory: new Map(Object.entries(parsed(bytes))), version };
}

function parsed(bytes: Uint8Array | undefined): Record<string, Entry> {
  if (bytes === undefined) return {};
  try {
    return Stored.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).objects;
  } catch {
    return {};
  }
}

/** Writes an inventory in place of the version that was read, where it says something else. Throws `WriteConflict` when it is another by now. */
export async function writeInventory(
  store: ObjectStore,
  slice: Slice,
  before: Inventory,
  now: Inventory,
  version: StoredObject | undefined,
): Promise<void> {
  const text = textOf(now);
  if (text === textOf(before)) return;
  await store.put(inventoryKey(slice), Buffer.from(text), version ?? 'absent');
}

const DAMAGED_KEY = 'inventory/damaged.json';
const DamagedSlices = z.object({ slices: z.array(z.string()) });

/** The slices in which the last audit that looked at them found damage; none where that cannot be read. */
export async function damagedSlices(store: ObjectStore): Promise<Slice[]> {
  const bytes = await store.read(DAMAGED_KEY);
  if (bytes === undefined) return [];
  try {
    return DamagedSlices.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).slices;
  } catch {
    return [];
  }
}

/** Writes them where they are others. The last writer wins: who comes to a slice next finds it as it is. */
export async function rememberDamagedSlices(
  { store, deadline }: Pick<ReadableLake, 'store' | 'deadline'>,
  slices: readonly Slice[],
): Promise<void> {
  if (slices.join() === (await damagedSlices(store)).join()) return;
  await overwrite(store, DAMAGED_KEY, Buffer.from(JSON.stringify({ slices })), deadline);
}

function textOf(inventory: Inventory): string {
  const sorted = [...inventory].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ objects: Object.fromEntries(sorted) });
}
