import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { queryLake } from '../src/query/query-lake.ts';
import { TABLES } from '../src/tables/tables.ts';
import { datasetSql } from '../src/views/pages/datasets.ts';
import { dictionaryPage } from '../src/views/pages/dictionary.ts';
import { grafanaDashboard } from '../src/views/pages/grafana.ts';
import { type Answer, questionsPage } from '../src/views/pages/questions.ts';
import { QUESTIONS } from '../src/views/questions.ts';
import { VIEWS } from '../src/views/views.ts';

/**
 * `npm run docs`: writes the pages that are made of definitions: the data dictionary, the Grafana dashboard, the datasets. With
 * `--answers` also the questions, whose answers are those of a demo lake made for it. With `--check` it writes nothing, and exits
 * with 1 when a page is not as it would be.
 */
const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));
const DATASETS = 'bi/datasets';

const pages = definitionPages();
if (process.argv.includes('--answers')) pages.set('questions.md', await withDemoLake(answersPage));
if (process.argv.includes('--check')) process.exitCode = await check(pages);
else for (const [name, text] of pages) await write(name, text);

function definitionPages(): Map<string, string> {
  // By name they are by topic; in VIEWS they are in the order they are made.
  const byName = VIEWS.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return new Map([
    ['data-dictionary.md', dictionaryPage(TABLES, byName)],
    ['bi/grafana.json', grafanaDashboard(VIEWS)],
    ...VIEWS.map((view): [string, string] => [`${DATASETS}/${view.name}.sql`, datasetSql(view)]),
  ]);
}

async function withDemoLake(work: (lake: string) => Promise<string>): Promise<string> {
  const lake = await mkdtemp(join(tmpdir(), 'codex-lake-docs-'));
  try {
    await makeDemoLake(lake);
    return await work(lake);
  } finally {
    await rm(lake, { recursive: true });
  }
}

/** A company that is always the same: seed, size and time are. */
async function makeDemoLake(folder: string): Promise<void> {
  const program = fileURLToPath(new URL('codex-lake.ts', import.meta.url));
  const options = ['--lake', folder, '--people', '40', '--now', '2026-11-20T09:30:00Z', '--json'];
  const child = spawn(process.execPath, [program, 'demo', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`demo: ended with ${code}\n${said}`);
}

function answersPage(lake: string): Promise<string> {
  return queryLake(lake, { tables: TABLES, views: VIEWS }, async (duckdb) => {
    const answers = new Map<string, Answer>();
    for (const { name, sql } of QUESTIONS) answers.set(name, await duckdb.table(sql));
    return questionsPage(QUESTIONS, ({ name }) => answers.get(name) ?? { columns: [], rows: [] });
  });
}

async function write(name: string, text: string): Promise<void> {
  const file = join(DOCS, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function check(pages: ReadonlyMap<string, string>): Promise<number> {
  const wrong: string[] = [];
  for (const [name, text] of pages) {
    if ((await readFile(join(DOCS, name), 'utf8').catch(() => '')) !== text) wrong.push(name);
  }
  for (const name of await readdir(join(DOCS, DATASETS))) {
    if (!pages.has(`${DATASETS}/${name}`)) wrong.push(`${DATASETS}/${name}`);
  }
  for (const name of wrong)
    console.error(`docs/${name}: not as its definitions say; make it anew with npm run docs`);
  return wrong.length === 0 ? 0 : 1;
}
