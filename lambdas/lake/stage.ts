import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Table } from '../tables/define-table.ts';
import type { RawRecord } from '../tables/record.ts';
import { shapeOf } from '../tables/shape.ts';
import { identifier, STAGING } from './duck.ts';
import type { Lake } from './lake.ts';
import { type GivenSql, MISFIT, selectRows } from './select.ts';
import { exampleLines, FILE_COLUMN, strictRead } from './strict-read.ts';
import { type Reject, tidy } from './tidy.ts';

/** A file of raw records, as staged. */
export interface StagedFile {
  readonly path: string;
  readonly rows: number;
  readonly rejects: readonly Reject[];
  readonly unknownFields: number;
  /** Times of its earliest and latest record, ISO UTC; null where there is none. */
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  /** Why nothing of the file was staged. */
  readonly refused?: string;
}

const MOST_REJECTS = 10;
const MOST_REJECTED_SHARE = 0.1;

/** Name of the relation with a table's typed rows and their `dt`, in the order of their files. */
export const stagedName = (table: Table): string => `${STAGING}.${identifier(table.name)}`;

/**
 * Turns raw JSONL files (local, uncompressed) into typed rows of every table of the record, one relation each. What fits the
 * contract is read at full speed; only where something does not are the files read again with patience.
 */
export async function stage(
  lake: Lake,
  record: RawRecord,
  paths: readonly string[],
  given: GivenSql = {},
): Promise<StagedFile[]> {
  const exampleFile = join(lake.workDir, `${record.name}.example.jsonl`);
  await writeFile(exampleFile, exampleLines(shapeOf(record)));
  const load = async (files: readonly string[]) => {
    for (const table of record.tables) {
      const rows = selectRows(table, strictRead(exampleFile, files), exampleFile, given);
      await lake.duck.run(`CREATE OR REPLACE TABLE ${stagedName(table)} AS ${rows}`);
    }
  };
  if (await fitsContract(lake, record, () => load(paths))) {
    return describe(
      lake,
      record,
      paths.map((path) => ({ path, rejects: [], unknownFields: 0 })),
    );
  }
  const tidied = await tidyAll(lake, record, paths);
  const accepted = tidied.filter(({ refused }) => refused === undefined);
  await load(accepted.map(({ clean }) => clean));
  return describe(lake, record, tidied);
}

/** Whether the strict read took everything: no error, no value of another kind, no row without its key. */
async function fitsContract(lake: Lake, record: RawRecord, load: () => Promise<void>): Promise<boolean> {
  try {
    await load();
  } catch {
    return false; // the patient read finds out what it is, and fails itself when it is not the data
  }
  for (const table of record.tables) {
    const keyless = table === record.tables[0] ? table.key.map((name) => `${identifier(name)} IS NULL`) : [];
    const odd = [MISFIT, ...keyless].join(' OR ');
    const [found] = await lake.duck.rows(`SELECT 1 FROM ${stagedName(table)} WHERE ${odd} LIMIT 1`);
    if (found !== undefined) return false;
  }
  return true;
}

interface Tidied {
  readonly path: string;
  readonly clean: string;
  readonly rejects: readonly Reject[];
  readonly unknownFields: number;
  readonly refused?: string;
}

async function tidyAll(lake: Lake, record: RawRecord, paths: readonly string[]): Promise<Tidied[]> {
  const folder = join(lake.workDir, 'tidied');
  await mkdir(folder, { recursive: true });
  const tidied: Tidied[] = [];
  for (const path of paths) {
    const clean = join(folder, basename(path));
    const { records, rejects, unknownFields } = await tidy(record, lake.digestKey, path, clean);
    const tooMany =
      rejects.length > MOST_REJECTS && rejects.length > MOST_REJECTED_SHARE * (records + rejects.length);
    const refused =
      tooMany || (records === 0 && rejects.length > 0)
        ? `${rejects.length} of ${records + rejects.length} records unreadable, first at line ${rejects[0]?.line}: ${rejects[0]?.reason}`
        : undefined;
    tidied.push({ path, clean, rejects, unknownFields, ...(refused !== undefined && { refused }) });
  }
  return tidied;
}

async function describe(
  lake: Lake,
  record: RawRecord,
  files: readonly (Omit<Tidied, 'clean'> & { readonly clean?: string })[],
): Promise<StagedFile[]> {
  const [main] = record.tables;
  const time = main.partitionBy === null ? 'NULL' : `${identifier(main.partitionBy)}::TIMESTAMP`;
  const iso = (value: string) => `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  const rows = await lake.duck.rows(`
    SELECT ${FILE_COLUMN} AS file, count(*)::INTEGER AS records, ${iso(`min(${time})`)} AS first, ${iso(`max(${time})`)} AS last
    FROM ${stagedName(main)} GROUP BY ALL`);
  const byFile = new Map(rows.map((row) => [row.file, row]));
  return files.map(({ clean, ...file }) => {
    const row = byFile.get(clean ?? file.path);
    return {
      ...file,
      rows: Number(row?.records ?? 0),
      firstEvent: textOf(row?.first),
      lastEvent: textOf(row?.last),
    };
  });
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
