import {
  type DuckDBConnection,
  type DuckDBExtractedStatements,
  DuckDBInstance,
  type DuckDBResultReader,
  DuckDBScalarFunction,
  DuckDBTypeId,
  StatementType,
  VARCHAR,
} from '@duckdb/node-api';
import { requireLiteralPath } from './file-literal.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Rows for people and programs: numbers as numbers where JSON holds them exactly enough, with their columns in order. */
export interface RowTable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** A statement that is bound, and not run. */
export interface Statement {
  /** What it is by the engine's own parse, such as SELECT or COPY. */
  readonly kind: string;
  readonly run: () => Promise<RowTable>;
}

/** A text of several statements where one is allowed. */
export class SeveralStatements extends Error {}

/** DuckDB in this process: turns files into Parquet and answers SQL. One statement at a time. */
export interface DuckDb {
  run(sql: string): Promise<void>;
  /** Rows as JSON values: integers beyond 32 bits, decimals, dates and times come as strings. */
  rows(sql: string): Promise<Row[]>;
  table(sql: string): Promise<RowTable>;
  /** The one statement of a text. Throws `SeveralStatements`, or what the engine says of a wrong one. */
  prepare(sql: string): Promise<Statement>;
  /**
   * Makes SQL know a function `name(text, constant)`, null where a text is. What it throws ends the statement, and its message is
   * the error's.
   */
  define(name: string, of: (text: string, constant: string) => string): void;
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
  // What passes through it is read back by its path.
  requireLiteralPath(workDir);
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
      return tableOf(await connection.runAndReadAll(sql));
    },
    async prepare(sql) {
      const statements = await statementsIn(connection, sql);
      if (statements.count !== 1)
        throw new SeveralStatements(
          `${statements.count} statements, allowed is one (a PIVOT whose values are not named with IN counts as two)`,
        );
      const prepared = await statements.prepare(0);
      return {
        kind: StatementType[prepared.statementType] ?? 'unknown',
        run: async () => tableOf(await prepared.runAndReadAll()),
      };
    },
    async rows(sql) {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson();
    },
    define(name, of) {
      connection.registerScalarFunction(textFunction(name, of));
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function textFunction(name: string, of: (text: string, constant: string) => string): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: [VARCHAR, VARCHAR],
    returnType: VARCHAR,
    mainFunction(_, input, output) {
      const texts = input.getColumnVector(0);
      const constant = input.getColumnVector(1).getItem(0);
      for (let row = 0; row < input.rowCount; row++) {
        const text = texts.getItem(row);
        output.setItem(row, typeof text === 'string' ? of(text, String(constant)) : null);
      }
      output.flush();
    },
  });
}

/** The engine's own parse; of a text without a statement it has no message. */
async function statementsIn(connection: DuckDBConnection, sql: string): Promise<DuckDBExtractedStatements> {
  try {
    return await connection.extractStatements(sql);
  } catch (error) {
    const [, message] =
      /^Failed to extract statements: (.+)/s.exec(String(error instanceof Error && error.message)) ?? [];
    throw new Error(message ?? 'no statement, allowed is one', { cause: error });
  }
}

function tableOf(reader: DuckDBResultReader): RowTable {
  return { columns: reader.deduplicatedColumnNames(), rows: withNumbers(reader) };
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
