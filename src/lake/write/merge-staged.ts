import { objectKey } from '../../tables/layout.ts';
import type { RawRecord } from '../../tables/record.ts';
import { columnList } from '../engine/parquet.ts';
import type { Lake } from '../lake.ts';
import type { Staged } from '../parse/stage.ts';
import { mergeLatest } from './merge-latest.ts';
import { ofDays, spansOfRows } from './spans-of-rows.ts';

/** Merges a staged list into its tables: of each thing in it the latest version stays. Idempotent. */
export async function mergeStaged(
  lake: Lake,
  record: RawRecord,
  staged: Staged,
  scopeId: string,
): Promise<void> {
  for (const table of record.tables) {
    const rows = `SELECT ${columnList(table)} FROM ${staged.rows(table)}`;
    if (table.partitionBy === null) {
      if (staged.files.some((file) => file.rows > 0))
        await mergeLatest(lake, table, objectKey(table, null, scopeId), rows);
    } else {
      for (const span of await spansOfRows(lake, table, staged.rows(table)))
        await mergeLatest(
          lake,
          table,
          objectKey(table, span.since, scopeId),
          `${rows} WHERE ${ofDays(span)}`,
        );
    }
  }
}
