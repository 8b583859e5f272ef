import type { StoredObject } from '../store/object-store.ts';

/** Number of a span's next part: behind the last there is, also where one before it is lost. */
export function nextPart(parts: readonly Pick<StoredObject, 'key'>[]): number {
  const last = /part-(\d+)\.parquet$/.exec(parts.at(-1)?.key ?? '')?.[1];
  return last === undefined ? parts.length : Number(last) + 1;
}

/** Name of a span's part, counted from 0. */
export const partName = (index: number): string => `part-${String(index).padStart(5, '0')}`;
