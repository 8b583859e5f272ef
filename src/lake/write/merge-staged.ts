import { objectKey } from '../../tables/layout.ts';
import type { RawRecord } from '../../tables/record.ts';
import { literal } from '../engine/duckdb.ts';
import { columnList } from '../engine/parquet.ts';
import type { Lake } from '../lake.ts';
import type { Staged } from '../parse/stage.ts';
import { mergeLatest } from './merge-latest.ts';

/** Merges a staged list into its tables: of each thing in it the latest version stays. Idempotent. */
export async function mergeStaged(
  lake: Lake,
  record: RawRecord,
  staged: Staged,
  scopeId: string,
): Promise<void> {
  for (const table of record.tables) {
    const all = staged.rows(table);
    for (const { dt } of await lake.duckdb.rows(`SELECT DISTINCT dt FROM ${all} ORDER BY dt`)) {
      const day = dt === null ? null : String(dt);
      const rows = `SELECT ${columnList(table)} FROM ${all} WHERE dt IS NOT DISTINCT FROM ${day === null ? 'NULL' : literal(day)}`;
      await mergeLatest(lake, table, objectKey(table, day, scopeId), rows);
    }
  }
}
