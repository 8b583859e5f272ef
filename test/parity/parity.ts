import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/lake/store/open-store.ts';
import { queryLake } from '../../src/query/query-lake.ts';
import { KINDS } from '../../src/tables/column.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { QUESTIONS } from '../../src/views/questions.ts';
import { VIEWS } from '../../src/views/views.ts';
import { difference } from './same-answer.ts';
import { type Answer, askTrino } from './trino-client.ts';
import { NoTrino, TRINO_VERSION, trinoFiles } from './trino-files.ts';
import { declare, s3WithTables } from './trino-lake.ts';
import { startTrino } from './trino-server.ts';

/**
 * `npm run parity [LAKE]`: asks every view and saved query of a real Trino and of DuckDB, over the same Parquet, and compares
 * the answers. Exits with 1 when one differs, with 0 and a plain word where there is no Java, Maven or download to be had.
 */
const lake = process.argv[2] ?? './lake';

interface HttpRequest {
  readonly name: string;
  readonly sql: string;
  /** Types the catalog declares for the columns; of views. */
  readonly types?: readonly string[];
}

const ASKED: readonly HttpRequest[] = [
  ...VIEWS.map(({ name, columns }) => ({
    name,
    types: columns.map(({ kind }) => KINDS[kind].trino),
    sql: `SELECT ${columns.map((column) => `"${column.name}"`).join(', ')} FROM ${name}`,
  })),
  ...QUESTIONS,
];

async function parity(): Promise<number> {
  const workDir = await mkdtemp(join(tmpdir(), 'codex-lake-parity-'));
  const open: { close(): Promise<void> }[] = [];
  try {
    const files = await trinoFiles(note);
    const s3 = await s3WithTables(await openStore(lake), workDir);
    open.unshift(s3);
    const trino = await startTrino(files, s3.url, workDir);
    open.unshift(trino);
    note(`Trino ${TRINO_VERSION} is up; tables and views are made known to it`);
    await declare(trino.url);
    return await compare(trino.url);
  } finally {
    for (const each of open) await each.close();
    await rm(workDir, { recursive: true, force: true });
  }
}

function compare(url: string): Promise<number> {
  return queryLake(lake, { tables: TABLES, views: VIEWS }, async (duckdb) => {
    let differing = 0;
    for (const { name, sql, types } of ASKED) {
      const rows = await duckdb.rows(sql);
      const answer = await askTrino(url, sql).catch((error) => String(error.message));
      const wrong = typeof answer === 'string' ? answer : (misfit(answer, types) ?? difference(answer, rows));
      if (wrong !== undefined) differing++;
      console.log(`${wrong === undefined ? '=' : '≠'} ${name.padEnd(34)} ${wrong ?? `${rows.length} rows`}`);
    }
    const same = ASKED.length - differing;
    console.log(`${same} of ${ASKED.length} answers of Trino ${TRINO_VERSION} and DuckDB are equal`);
    return differing === 0 ? 0 : 1;
  });
}

/** A column whose type is not the one the catalog declares, which Athena may refuse as a stale view. */
function misfit({ columns }: Answer, types: readonly string[] | undefined): string | undefined {
  const wrong = columns.find(({ type }, i) => types !== undefined && plain(type) !== plain(types[i] ?? ''));
  return wrong && `${wrong.name}: is ${wrong.type} to Trino, and not declared so`;
}

/** A type without spaces, the length of a text and the precision of a time, which the protocol leaves out. */
function plain(type: string): string {
  return type.replaceAll(' ', '').replace(/^(varchar|timestamp)\(\d+\)$/, '$1');
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  process.exitCode = await parity();
} catch (error) {
  if (!(error instanceof NoTrino)) throw error;
  console.log(`not compared: ${error.message}`);
}
