import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from '../../tables/define-table.ts';
import type { RawRecord } from '../../tables/record.ts';
import { shapeOf } from '../../tables/shape.ts';
import { currentDerivation } from '../engine/derivation.ts';
import { scratchFolder } from '../engine/engine.ts';
import { fileLiteral } from '../engine/file-literal.ts';
import { parquetOptions, sortInPlace } from '../engine/parquet.ts';
import type { Lake } from '../lake.ts';
import { describeFiles } from './describe-files.ts';
import { eventTypeSql } from './event-type.ts';
import { type FileRead, readAll } from './read-all.ts';
import { type GivenSql, selectRows } from './select.ts';
import type { RawFile, StagedFile } from './staged-file.ts';
import { exampleLines, MAX_FITTED_BYTES, strictRead } from './strict-read.ts';
import { untilOf, untilSql } from './time-bounds.ts';
import type { ReadMode } from './value-sql.ts';

/** Typed rows on local disk, until they are disposed of. */
export interface Staged extends AsyncDisposable {
  readonly files: readonly StagedFile[];
  /**
   * A table's rows as a FROM item, in the table's order, of copies the one of the earliest file first; with the number of each in
   * that order, `file_row_number`.
   */
  readonly rows: (table: Table) => string;
  /** The local Parquet file those rows are in. */
  readonly parquet: (table: Table) => string;
  /** Why the strict read did not do, in words without content; undefined when it did. */
  readonly fallback?: string;
}

export interface StageOptions {
  readonly given?: GivenSql;
  /** SQL for the unit of a row. @default all rows are of one unit, named '' */
  readonly unitSql?: string;
  /** When files were pulled that do not say so themselves. @default the clock of this machine */
  readonly now?: Date;
}

/**
 * Turns raw JSONL files into typed rows of every table of the record. What fits the contract is read at full speed, in one
 * statement (the strict read); only where something does not are the files read again by the tolerant read. A record becomes the
 * same row by either, whatever stands beside it.
 */
export async function stage(
  lake: Lake,
  record: RawRecord,
  raw: readonly RawFile[],
  { given = {}, unitSql = "''", now = new Date() }: StageOptions = {},
): Promise<Staged> {
  const folder = await scratchFolder(lake, 'staged');
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const exampleFile = join(folder, 'example.jsonl');
    const tolerated = join(folder, 'tolerated');
    await mkdir(tolerated);
    await writeFile(exampleFile, exampleLines(shapeOf(record)));
    const parquet = (table: Table) => join(folder, `${table.name}.parquet`);
    const load = async (files: readonly FileRead[], mode: ReadMode) => {
      const until = untilSql(
        files.map(({ readFrom, pulledAt }) => ({ path: readFrom, until: untilOf(pulledAt, now) })),
      );
      const from = strictRead(
        exampleFile,
        files.map(({ readFrom }) => readFrom),
        mode.strict ? undefined : MAX_FITTED_BYTES,
      );
      const log_type = eventTypeSql(files.map(({ readFrom, eventType }) => ({ path: readFrom, eventType })));
      const { eventTypes } = record;
      for (const table of record.tables) {
        const rows = selectRows(table, {
          from,
          exampleFile,
          given: { ...given, log_type },
          mode,
          eventTypes,
          until,
        });
        const options = parquetOptions(currentDerivation(table));
        await lake.duckdb.run(`COPY (${rows}) TO ${fileLiteral(parquet(table))} ${options}`);
        await sortInPlace(lake, table, parquet(table));
      }
    };
    const rows = (table: Table) =>
      `read_parquet(${fileLiteral(parquet(table))}, file_row_number = true, hive_partitioning = false)`;
    const all = await readAll(lake, record, raw, { folder: tolerated, now, load });
    const files = await describeFiles(lake, record, { rows, unitSql }, all, load);
    const { fallback } = all;
    return { rows, parquet, files, ...(fallback && { fallback }), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
