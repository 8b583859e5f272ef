import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Table } from '../../tables/define-table.ts';
import type { RawRecord } from '../../tables/record.ts';
import { shapeOf } from '../../tables/shape.ts';
import { currentDerivation } from '../engine/derivation.ts';
import { identifier, isOutOfMemory } from '../engine/duckdb.ts';
import { scratchFolder } from '../engine/engine.ts';
import { fileLiteral } from '../engine/file-literal.ts';
import { parquetOptions, sortInPlace } from '../engine/parquet.ts';
import type { Lake } from '../lake.ts';
import { type GivenSql, partitionSql, selectRows } from './select.ts';
import { exampleLines, strictRead, whyNotStrict } from './strict-read.ts';
import { type Reject, tolerantRead } from './tolerant-read.ts';

/** A local, uncompressed JSONL file of raw records, and what it is of, as its rows say it: a log file's id, a day. */
export interface RawFile {
  readonly path: string;
  readonly unit: string;
}

/** A file of raw records, as staged. */
export interface StagedFile extends RawFile {
  readonly rows: number;
  readonly rejects: readonly Reject[];
  readonly unknownFields: number;
  /** Times of its earliest and latest record, ISO UTC; null where there is none. */
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  /** Why nothing of the file was staged. */
  readonly refused?: string;
}

/** Typed rows on local disk, until they are disposed of. */
export interface Staged extends AsyncDisposable {
  readonly files: readonly StagedFile[];
  /**
   * A table's rows as a FROM item, in the table's order, of copies the one of the earliest file first; with the partition
   * `dt` of each, and its number in that order, `file_row_number`.
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
}

const MOST_REJECTS = 10;
const MOST_REJECTED_SHARE = 0.1;

/**
 * Turns raw JSONL files into typed rows of every table of the record. What fits the contract is read at full speed, in one
 * statement (the strict read); only where something does not are the files read again by the tolerant read.
 */
export async function stage(
  lake: Lake,
  record: RawRecord,
  raw: readonly RawFile[],
  { given = {}, unitSql = "''" }: StageOptions = {},
): Promise<Staged> {
  const folder = await scratchFolder(lake, 'staged');
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const exampleFile = join(folder, 'example.jsonl');
    await writeFile(exampleFile, exampleLines(shapeOf(record)));
    const parquet = (table: Table) => join(folder, `${table.name}.parquet`);
    const load = async (files: readonly string[], strict: boolean) => {
      for (const table of record.tables) {
        const options = parquetOptions(currentDerivation(table));
        const rows = selectRows(table, strictRead(exampleFile, files), exampleFile, given, strict);
        await lake.duckdb.run(`COPY (${rows}) TO ${fileLiteral(parquet(table))} ${options}`);
        await sortInPlace(lake, table, parquet(table));
      }
    };
    const { read, fallback } = await readAll(lake, record, raw, folder, load);
    const rows = (table: Table) =>
      `(SELECT *, ${partitionSql(table)} AS dt
      FROM read_parquet(${fileLiteral(parquet(table))}, file_row_number = true, hive_partitioning = false))`;
    const files = await describe(lake, record, rows, unitSql, read);
    return { rows, parquet, files, ...(fallback && { fallback }), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** How a file was read, before it is known what is in it. */
type Read = Omit<StagedFile, 'rows' | 'firstEvent' | 'lastEvent'>;

/** Loads the files by the strict read or, where that stops, by the tolerant one. */
async function readAll(
  lake: Lake,
  record: RawRecord,
  raw: readonly RawFile[],
  folder: string,
  load: (files: readonly string[], strict: boolean) => Promise<void>,
): Promise<{ readonly read: readonly Read[]; readonly fallback?: string }> {
  try {
    await load(
      raw.map(({ path }) => path),
      true,
    );
    return { read: raw.map((file) => ({ ...file, rejects: [], unknownFields: 0 })) };
  } catch (error) {
    // Something does not fit the contract. When it is not the data, the tolerant read fails as well.
    if (isOutOfMemory(error)) throw error;
    const tolerated = await tolerateAll(lake, record, raw, join(folder, 'tolerated'));
    await load(
      tolerated.filter(({ refused }) => refused === undefined).map(({ clean }) => clean),
      false,
    );
    return { read: tolerated, fallback: whyNotStrict(error) };
  }
}

interface Tolerated extends Read {
  /** The file of what could be read of it. */
  readonly clean: string;
}

async function tolerateAll(
  lake: Lake,
  record: RawRecord,
  raw: readonly RawFile[],
  folder: string,
): Promise<Tolerated[]> {
  await mkdir(folder);
  const tolerated: Tolerated[] = [];
  for (const { path, unit } of raw) {
    const clean = join(folder, basename(path));
    const { records, rejects, unknownFields } = await tolerantRead(record, lake.digestKey, path, clean);
    const refused = reasonToRefuse(records, rejects);
    tolerated.push({ path, unit, clean, rejects, unknownFields, ...(refused !== undefined && { refused }) });
  }
  return tolerated;
}

/** A few bad records are set aside; many mean that the file is not what it should be. */
function reasonToRefuse(records: number, rejects: readonly Reject[]): string | undefined {
  const [first] = rejects;
  const all = records + rejects.length;
  const tooMany = rejects.length > MOST_REJECTS && rejects.length > MOST_REJECTED_SHARE * all;
  if (first === undefined || (records > 0 && !tooMany)) return undefined;
  return `${rejects.length} of ${all} records unreadable, the first at line ${first.line}: ${first.reason}`;
}

/** Adds what the staged rows tell: how many are of which file, and when. */
async function describe(
  lake: Lake,
  record: RawRecord,
  rows: Staged['rows'],
  unitSql: string,
  read: readonly Read[],
): Promise<StagedFile[]> {
  const [main] = record.tables;
  const time = main.partitionBy === null ? 'NULL' : `${identifier(main.partitionBy)}::TIMESTAMP`;
  const iso = (value: string) => `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  const counted = await lake.duckdb.rows(`
    SELECT ${unitSql} AS unit, count(*)::INTEGER AS records, ${iso(`min(${time})`)} AS first, ${iso(`max(${time})`)} AS last
    FROM ${rows(main)} GROUP BY ALL`);
  const byUnit = new Map(counted.map((row) => [String(row.unit), row]));
  return read.map((file) => {
    const row = byUnit.get(file.unit);
    return {
      ...file,
      rows: Number(row?.records ?? 0),
      firstEvent: textOf(row?.first),
      lastEvent: textOf(row?.last),
    };
  });
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
