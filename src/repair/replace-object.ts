import { rm } from 'node:fs/promises';
import { scratchFile } from '../lake/engine/engine.ts';
import { writeParquet } from '../lake/engine/parquet.ts';
import { type Difference, rowDifference, rowsIn } from '../lake/engine/row-difference.ts';
import type { Lake } from '../lake/lake.ts';
import { type StoredObject, WriteConflict } from '../lake/store/object-store.ts';
import type { Table } from '../tables/define-table.ts';

export interface Replacement {
  readonly key: string;
  /** What is there, as it was before it was known what should be. */
  readonly there: StoredObject | undefined;
  /** Query of the rows that should be there. */
  readonly wanted: string;
  /** Only compare. */
  readonly verify: boolean;
}

/** Puts the wanted rows in the place of an object where it has others. Throws `WriteConflict` when it changed meanwhile. */
export async function replaceObject(
  lake: Lake,
  table: Table,
  { key, there, wanted, verify }: Replacement,
): Promise<Difference> {
  const file = scratchFile(lake, 'there.parquet');
  try {
    const read = there && (await lake.store.download(key, file));
    if (read?.etag !== there?.etag) throw new WriteConflict(key);
    const difference = await rowDifference(
      lake,
      table,
      wanted,
      rowsIn(table, there === undefined ? [] : [file]),
    );
    if (!verify && difference.missing + difference.surplus > 0) {
      const written = await writeParquet(lake, table, { toSort: wanted });
      try {
        await lake.store.put(key, { file: written }, there ?? 'absent');
      } finally {
        await rm(written, { force: true });
      }
    }
    return difference;
  } finally {
    await rm(file, { force: true });
  }
}
