import type { Table } from '../../tables/define-table.ts';
import { UNDATED } from '../../tables/layout.ts';
import type { RawRecord } from '../../tables/record.ts';
import { identifier, literal, type Row } from '../engine/duckdb.ts';
import type { Lake } from '../lake.ts';
import type { AllRead, FileRead, Load } from './read-all.ts';
import type { StagedFile } from './staged-file.ts';
import { MOST_FAR_DAYS, nearTo } from './time-bounds.ts';

interface StagedRows {
  readonly rows: (table: Table) => string;
  readonly unitSql: string;
}

/**
 * Adds what the staged rows tell: how many are of which file, when, and how far from its own time. A file that would spread its
 * events over many days far from its own is refused, and the others are loaded without it.
 */
export async function describeFiles(
  lake: Lake,
  record: RawRecord,
  staged: StagedRows,
  { read, mode }: AllRead,
  load: Load,
): Promise<StagedFile[]> {
  const described = await describe(lake, record, staged, read);
  const scattered = described.filter(({ farDays }) => farDays > MOST_FAR_DAYS);
  if (scattered.length > 0) {
    const paths = new Set(scattered.map(({ path }) => path));
    await load(
      read.filter(({ path, refused }) => refused === undefined && !paths.has(path)),
      mode,
    );
  }
  return described.map(({ farDays, ...file }) => {
    if (farDays <= MOST_FAR_DAYS) return file;
    const refused = `its ${file.farEvents} events far from the file's own time are of ${farDays} days, allowed are ${MOST_FAR_DAYS}`;
    return { ...file, rows: 0, firstEvent: null, lastEvent: null, refused };
  });
}

interface Described extends StagedFile {
  /** Days far from the file's own time that have events of it. */
  readonly farDays: number;
}

async function describe(
  lake: Lake,
  record: RawRecord,
  { rows, unitSql }: StagedRows,
  read: readonly FileRead[],
): Promise<Described[]> {
  const [main] = record.tables;
  const time =
    main.partitionBy === null
      ? 'NULL AS t, NULL AS dt'
      : `${identifier(main.partitionBy)}::TIMESTAMP AS t, dt`;
  const iso = (value: string) => `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
  const counted = await lake.duckdb.rows(`
    SELECT unit, count(*)::INTEGER AS records, ${iso('min(t)')} AS first, ${iso('max(t)')} AS last,
      count(*) FILTER (t < near OR t >= far)::INTEGER AS far_events,
      count(DISTINCT dt) FILTER ((t < near OR t >= far) AND dt <> ${literal(UNDATED)})::INTEGER AS far_days
    FROM (SELECT ${unitSql} AS unit, ${time} FROM ${rows(main)}) LEFT JOIN ${windows(read)} USING (unit)
    GROUP BY unit`);
  const byUnit = new Map(counted.map((row) => [String(row.unit), row]));
  return read.map(({ readFrom: _, ...file }) => ({ ...file, ...describedBy(byUnit.get(file.unit)) }));
}

function describedBy(row: Row | undefined) {
  return {
    rows: Number(row?.records ?? 0),
    firstEvent: textOf(row?.first),
    lastEvent: textOf(row?.last),
    farEvents: Number(row?.far_events ?? 0),
    farDays: Number(row?.far_days ?? 0),
  };
}

/** The times near to each file's own, as a FROM item by unit. */
function windows(read: readonly FileRead[]): string {
  const endTimes = new Map(read.flatMap(({ unit, endTime }) => (endTime ? [[unit, endTime] as const] : [])));
  const values = [...endTimes].map(([unit, endTime]) => {
    const [near, far] = nearTo(endTime).map((ms) => `make_timestamp_ms(${ms})`);
    return `(${literal(unit)}, ${near}, ${far})`;
  });
  const none = '(NULL::VARCHAR, NULL::TIMESTAMP, NULL::TIMESTAMP)';
  return `(VALUES ${[none, ...values].join(', ')}) AS windows(unit, near, far)`;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
