import { DuckDBInstance, type DuckDBResultReader, DuckDBTypeId } from '@duckdb/node-api';

export type Row = Readonly<Record<string, unknown>>;

/** DuckDB in this process: turns files into Parquet and answers SQL. One statement at a time. */
export interface DuckDb {
  run(sql: string): Promise<void>;
  /** Rows as JSON values: integers beyond 32 bits, decimals, dates and times come as strings. */
  rows(sql: string): Promise<Row[]>;
  /** Rows for people and programs: numbers as numbers where JSON holds them exactly enough, with their columns in order. */
  table(sql: string): Promise<{ readonly columns: readonly string[]; readonly rows: readonly Row[] }>;
  close(): void;
}

export interface DuckDbOptions {
  /** @default 1: the collectors run where one core is given */
  readonly threads?: number;
  /** In MB; what does not fit goes to `workDir`. @default 700: sorting a part takes up to 500 */
  readonly memoryMB?: number;
  /** Folder for what does not fit into memory. */
  readonly workDir: string;
}

export async function openDuckDb({ threads = 1, memoryMB = 700, workDir }: DuckDbOptions): Promise<DuckDb> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memoryMB}MB`,
    temp_directory: workDir,
    // Nothing here may fetch code or data by itself.
    autoinstall_known_extensions: 'false',
    // DuckDB keeps what it read of a file, and takes a later one of the same name, inode, size and second for the same: of two
    // small files that pass through one name it would read the first twice. The system keeps files in memory already.
    enable_external_file_cache: 'false',
  });
  const connection = await instance.connect();
  return {
    async run(sql) {
      await connection.run(sql);
    },
    async table(sql) {
      const reader = await connection.runAndReadAll(sql);
      return { columns: reader.deduplicatedColumnNames(), rows: withNumbers(reader) };
    },
    async rows(sql) {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const NUMERIC = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.UBIGINT,
]);

function withNumbers(reader: DuckDBResultReader): Row[] {
  const numeric = reader.deduplicatedColumnNames().filter((_, i) => NUMERIC.has(reader.columnTypeId(i)));
  return reader.getRowObjectsJson().map((row) => ({
    ...row,
    ...Object.fromEntries(numeric.map((name) => [name, numberOf(row[name])])),
  }));
}

function numberOf(value: unknown): unknown {
  const number = Number(value);
  return typeof value === 'string' && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value;
}

export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory');
}

/** A text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as an SQL identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
