import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { note, print, tableOfRows } from '../src/cli/output.ts';
import { duckDbQuery } from '../src/query/duckdb-query.ts';
import { queryLake } from '../src/query/query-lake.ts';
import { DAYS_SHOWN, reportData, VIEWS_SHARED, viewsAsked } from '../src/report/report-data.ts';
import { ledgerDays, ledgerFiles } from '../src/tables/system-tables.ts';
import { addDays, dayOf } from '../src/tables/utc-day.ts';
import { dependenciesOf } from '../src/views/dependencies.ts';
import { VIEWS } from '../src/views/views.ts';
import { bytesRead, type TableRead } from './bytes-read.ts';
import { keptLake, makeLake, YEAR_DAYS, YEAR_END } from './kept-lake.ts';
import { type RawSize, rawSizeOf } from './raw-size.ts';

const { values } = parseArgs({
  options: {
    lake: { type: 'string' },
    people: { type: 'string', default: '2000' },
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `Times every view over a year of a simulated company, and weighs what the report reads.

  npm run bench:views                        2,000 people; the lake is made once, which takes most of an hour
  npm run bench:views -- --people 100        a smaller company
  npm run bench:views -- --lake DIR          where the lake is kept (default a folder among temporary files)
  npm run bench:views -- --only depth_hour   only this view, may be repeated
  npm run bench:views -- --json              one JSON document
`;

const TIMES = 3;
const LIMIT_MS = 2000;
const LIMIT_SHARE = 0.05;
const LOWEST_DAY = '2000-01-01';

interface Timed {
  /** Wall time, median, in milliseconds. */
  readonly ms: number;
  /** Processor time of all threads of the same run, in milliseconds: what a busy machine does not stretch. */
  readonly cpuMs: number;
}

interface ViewResult extends Timed {
  readonly view: string;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
}

/** Once to warm the system's cache of files, then the median of three. */
async function timed(work: () => Promise<unknown>): Promise<Timed> {
  await work();
  const runs: Timed[] = [];
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    runs.push({ ms: performance.now() - start, cpuMs: (user + system) / 1000 });
  }
  return runs.toSorted((a, b) => a.ms - b.ms)[Math.floor(TIMES / 2)] ?? { ms: Number.NaN, cpuMs: Number.NaN };
}

const sum = (reads: readonly TableRead[], of: 'files' | 'bytes') =>
  reads.reduce((total, read) => total + read[of], 0);

async function measureView(lake: string, view: string): Promise<ViewResult> {
  note(`${view} …`);
  const sql = `SELECT * FROM ${view}`;
  const time = await timed(() => queryLake(lake, dependenciesOf([view]), (duckdb) => duckdb.run(sql)));
  const reads = await bytesRead(lake, dependenciesOf([view]), (duckdb) => duckdb.run(sql));
  const [counted] = await queryLake(lake, dependenciesOf([view]), (duckdb) =>
    duckdb.rows(`SELECT count(*)::INTEGER AS rows FROM ${view}`),
  );
  return {
    view,
    rows: Number(counted?.rows),
    ...time,
    files: sum(reads, 'files'),
    bytes: sum(reads, 'bytes'),
  };
}

interface ReportResult extends Timed {
  readonly reads: readonly TableRead[];
  /** Originals of the year, and of the days that the page shows. */
  readonly rawOfYear: RawSize;
  readonly rawShown: RawSize;
}

async function measureReport(lake: string): Promise<ReportResult> {
  note('the report …');
  const opened = { ...dependenciesOf(viewsAsked()), kept: VIEWS_SHARED };
  const time = await timed(() =>
    queryLake(lake, opened, (duckdb) => reportData(duckDbQuery(duckdb), YEAR_END)),
  );
  const reads = await bytesRead(lake, opened, (duckdb) => reportData(duckDbQuery(duckdb), YEAR_END));
  const tables = opened.tables.map(({ name }) => name);
  const raw = (since: string) =>
    queryLake(lake, { tables: [ledgerFiles, ledgerDays] }, (duckdb) =>
      rawSizeOf(lake, tables, since, (sql) => duckdb.rows(sql)),
    );
  const shown = addDays(dayOf(YEAR_END), 1 - DAYS_SHOWN);
  return { ...time, reads, rawOfYear: await raw(LOWEST_DAY), rawShown: await raw(shown) };
}

function show(views: readonly ViewResult[], report: ReportResult | undefined): void {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  const rows = views
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ view, rows: count, ms, cpuMs, files, bytes }) => ({
      view,
      rows: count.toLocaleString('en-US'),
      ms: ms.toFixed(0),
      'cpu ms': cpuMs.toFixed(0),
      files: String(files),
      'MB read': mb(bytes),
    }));
  print(tableOfRows(Object.keys(rows[0] ?? {}), rows));
  const slow = views.filter(({ ms }) => ms >= LIMIT_MS);
  print(`
${views.length - slow.length} of ${views.length} views answer within ${LIMIT_MS / 1000} s${slow.length === 0 ? '' : `; not ${slow.map(({ view }) => view).join(', ')}`}. A fresh engine each time, from opening
the lake to the whole answer in memory, not its printing; median of ${TIMES} after one to warm the cache of files.`);
  if (report === undefined) return;
  const read = sum(report.reads, 'bytes');
  const share = (of: number) => `${((100 * read) / of).toFixed(1)} %`;
  const { rawOfYear, rawShown } = report;
  print(`
All queries of the report together: ${report.ms.toFixed(0)} ms (${report.cpuMs.toFixed(0)} of processor), ${mb(read)} MB read of ${sum(report.reads, 'files')} files:
  ${report.reads.map(({ table, bytes }) => `${table} ${mb(bytes)}`).join(', ')}
Originals of ${rawOfYear.sources.join(', ')}:
  the year           ${mb(rawOfYear.receivedBytes).padStart(8)} MB as received: ${share(rawOfYear.receivedBytes)} of them read;  ${mb(rawOfYear.keptBytes).padStart(7)} MB as kept, compressed: ${share(rawOfYear.keptBytes)}
  the ${DAYS_SHOWN} days shown ${mb(rawShown.receivedBytes).padStart(8)} MB as received: ${share(rawShown.receivedBytes)} of them read;  ${mb(rawShown.keptBytes).padStart(7)} MB as kept, compressed: ${share(rawShown.keptBytes)}
Bytes read are all that DuckDB asked the file system for, footers too, as its log has it: each query and each scan counts, and only
what a scan reads ahead for a page's header and then again with the page counts once. The limit is ${100 * LIMIT_SHARE} %.`);
}

if (values.help) {
  print(HELP);
} else {
  const people = Number(values.people);
  const lake = values.lake ?? keptLake(people);
  await makeLake(lake, people);
  const names = VIEWS.map(({ name }) => name).filter(
    (name) => values.only.length === 0 || values.only.includes(name),
  );
  const views: ViewResult[] = [];
  for (const name of names) views.push(await measureView(lake, name));
  const report = values.only.length === 0 ? await measureReport(lake) : undefined;
  const machine = `${cpus().length} × ${cpus()[0]?.model}`;
  if (values.json) print(JSON.stringify({ machine, people, days: YEAR_DAYS, views, report }, null, 2));
  else {
    print(`${people.toLocaleString('en-US')} people, ${YEAR_DAYS} days; ${machine}\n`);
    show(views, report);
  }
}
