import { rm } from 'node:fs/promises';
import { currentDerivation, derivationOf } from '../lake/engine/derivation.ts';
import { scratchFile } from '../lake/engine/engine.ts';
import { writeParquet } from '../lake/engine/parquet.ts';
import { type Difference, rowDifference, rowsIn } from '../lake/engine/row-difference.ts';
import type { Lake } from '../lake/lake.ts';
import { type StoredObject, WriteConflict } from '../lake/store/object-store.ts';
import { requireWholeParquet } from '../lake/whole-parquet.ts';
import type { Table } from '../tables/define-table.ts';
import { type RebuildMode, type Rebuilt, reasonToWithhold } from './rebuilt.ts';

export interface Replacement extends RebuildMode {
  readonly key: string;
  /** What is there, as it was before it was known what should be. */
  readonly there: StoredObject | undefined;
  /** Query of the rows that should be there, `before` being one of those that are. */
  readonly wanted: (before: string) => string;
}

/**
 * Puts the wanted rows in the place of an object where it has others, or was made by older rules. Throws `WriteConflict` when it
 * changed meanwhile.
 */
export async function replaceObject(
  lake: Lake,
  table: Table,
  { key, there, wanted, ...mode }: Replacement,
): Promise<Difference & Pick<Rebuilt, 'isOutdated' | 'withheld'>> {
  const file = scratchFile(lake, 'there.parquet');
  try {
    const read = there && (await lake.store.download(key, file));
    if (read?.etag !== there?.etag) throw new WriteConflict(key);
    if (there !== undefined) await requireWholeParquet(lake, { key, file });
    const before = rowsIn(table, there === undefined ? [] : [file]);
    const rows = wanted(before);
    const difference = await rowDifference(lake, table, rows, before);
    const isOutdated = there !== undefined && (await derivationOf(lake, file)) < currentDerivation(table);
    const isToWrite = mode.verify !== true && (isOutdated || difference.missing + difference.surplus > 0);
    const withheld = isToWrite ? reasonToWithhold(difference, mode) : undefined;
    if (isToWrite && withheld === undefined) {
      const written = await writeParquet(lake, table, { toSort: rows });
      try {
        await lake.store.put(key, { file: written }, there ?? 'absent');
      } finally {
        await rm(written, { force: true });
      }
    }
    return { ...difference, isOutdated, ...(withheld !== undefined && { withheld }) };
  } finally {
    await rm(file, { force: true });
  }
}
