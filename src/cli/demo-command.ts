import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Command } from 'commander';
import { type Config, readConfig } from '../config/config.ts';
import type { StreamResult } from '../ingest/pull.ts';
import { openStore } from '../lake/store/open-store.ts';
import { queryLake } from '../query/query-lake.ts';
import { dependenciesOf } from '../views/dependencies.ts';
import { namesRead } from '../views/view.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { demoClock } from './demo-clock.ts';
import { HEADLINES } from './demo-queries.ts';
import { interruptSignal } from './interrupt.ts';
import { note, print, printJson, printStyled, tableOfRows } from './output.ts';
import { exitCodeOf, pullAll, summaryOf } from './pull-command.ts';
import { writeReport } from './report-command.ts';
import { timeOption } from './simulate-command.ts';
import { statusOf, statusText } from './status-command.ts';

interface DemoOptions extends CommonOptions {
  readonly people: number;
  readonly out: string;
  readonly now?: Date;
}

export function addDemoCommand(program: Command): void {
  withCommonOptions(program.command('demo'))
    .description(
      'Starts the simulator, pulls 90 days of an invented company into the lake through real HTTP, and shows what is in it. Takes about a minute; a second run finds nothing new.',
    )
    .option('--people <n>', 'size of the company', Number, 250)
    .option('--out <file>', 'where the report is written', 'report.html')
    .option(
      '--now <time>',
      'the time it is there; by default the hour of the first demo on this lake',
      timeOption,
    )
    .addHelpText('after', '\nExamples:\n  $ npm start\n  $ npx codex-lake demo --lake /tmp/small --people 20')
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const { lake } = await configOf(options);
  const now = await demoClock(await openStore(lake), options.now, new Date());
  note(
    `a company of ${options.people} people on ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC, pulled into ${lake}`,
  );
  const simulator = new Worker(new URL('./demo-simulator.ts', import.meta.url), {
    workerData: { people: options.people, now },
  });
  try {
    const [settings] = await once(simulator, 'message');
    const config = await readConfig({ lake }, { ...settings }, 'none');
    const results = await pullAll(config, [], {}, () => now, interruptSignal());
    await show(options, config, now, results);
    process.exitCode = exitCodeOf(results);
  } finally {
    await simulator.terminate();
  }
}

async function show(
  options: DemoOptions,
  config: Config,
  now: Date,
  results: readonly StreamResult[],
): Promise<void> {
  const { sources } = await statusOf(config, now);
  const headlines = await queryLake(
    config.lake,
    dependenciesOf(HEADLINES.flatMap(({ sql }) => namesRead(sql))),
    async (duckdb) => {
      const answers = [];
      for (const { title, sql } of HEADLINES) answers.push({ title, ...(await duckdb.table(sql)) });
      return answers;
    },
  );
  const report = await writeReport(config.lake, options.out, now);
  if (options.json) {
    printJson({
      ...summaryOf(config, results),
      coverage: sources,
      headlines: Object.fromEntries(headlines.map(({ title, rows }) => [title, rows])),
      report: report.out,
    });
    return;
  }
  printStyled(`\nCoverage\n${statusText(sources, now)}`);
  for (const { title, columns, rows } of headlines) print(`\n${title}\n${tableOfRows(columns, rows)}`);
  const landed = results.reduce((sum, { counters }) => sum + counters.landed, 0);
  print(`
${landed === 0 ? 'Nothing new: the lake already had it all.' : `${landed.toLocaleString('en-US')} files and days landed.`} Now ask it yourself:

  npx codex-lake query "select day, count(distinct user_id) users, sum(credits) credits
    from usage_user_day group by day order by day desc limit 5"
  npx codex-lake tables     what there is to ask
  npx codex-lake status     what is there, what is missing

The report of it all, one page that opens in any browser: ${report.out}`);
}
