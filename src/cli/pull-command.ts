import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { requireSettings, streamsOf } from '../config/streams.ts';
import { deadlineAfter } from '../deadline/deadline.ts';
import type { StreamResult } from '../ingest/pull.ts';
import { runPull } from '../ingest/run-pull.ts';
import type { RunCounters } from '../ledger/run-counters.ts';
import { type CommonOptions, configOf, dayOption, minutesMs, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { print, printJson, textTable } from './output.ts';
import { megabytes, showProgress } from './progress.ts';

export interface PullOptions extends CommonOptions {
  readonly since?: string;
  readonly until?: string;
  readonly full?: boolean;
  readonly minutes?: number;
}

export function addPullCommand(program: Command): void {
  withCommonOptions(program.command('pull'))
    .description(
      'Compares what upstream has with what the lake has, and lands the difference, oldest first. Safe to stop, to repeat and to run twice at once.\nExits with 3 when it is done but something is held, quarantined or not read, a record set aside included.',
    )
    .argument('[source...]', 'only these sources; `logs` is all logs, a name in capitals one log type')
    .option('--since <day>', 'from this UTC day, such as 2026-11-01', dayOption)
    .option('--until <day>', 'until before this UTC day', dayOption)
    .option('--full', 'look at everything upstream remembers, and try again what was quarantined')
    .option('--minutes <n>', 'stop in good order after so long; the next pull goes on', Number)
    .addHelpText(
      'after',
      `
Keys and ids come from the environment, or from codex-lake.json:
  OPENAI_ANALYTICS_KEY, OPENAI_COMPLIANCE_KEY, CODEX_LAKE_WORKSPACES, CODEX_LAKE_ORGANIZATIONS

Examples:
  $ npx codex-lake pull
  $ npx codex-lake pull usage code_reviews --since 2026-10-01
  $ npx codex-lake pull CODEX_LOG APP_LOG --json`,
    )
    .action(async (sources: string[], options: PullOptions) => {
      const config = await configOf(options);
      const results = await pullAll(config, sources, options, () => new Date(), interruptSignal());
      if (options.json) printJson(summaryOf(config, results));
      else print(resultTable(results));
      process.exitCode = exitCodeOf(results);
    });
}

/** One pull into the configured lake, with progress on stderr. */
export function pullAll(
  config: Config,
  names: readonly string[],
  options: PullOptions,
  now: () => Date,
  cancel: AbortSignal,
): Promise<StreamResult[]> {
  requireSettings(config, names);
  return runPull(config, streamsOf(config, names), {
    now,
    deadline: deadlineAfter(minutesMs(options.minutes), { cancel }),
    report: showProgress(),
    full: options.full,
    since: options.since,
    until: options.until,
    collected: streamsOf(config, []),
  });
}

const notLandedOf = ({ notLanded, stillNotLanded }: RunCounters): number => notLanded + stillNotLanded;

export function exitCodeOf(results: readonly StreamResult[]): ExitCode {
  if (results.some(({ outcome }) => outcome === 'cancelled')) return EXIT.interrupted;
  if (results.length > 0 && results.every(({ outcome }) => outcome === 'failed')) return EXIT.failed;
  const whole = results.every(
    ({ outcome, counters }) => outcome === 'done' && notLandedOf(counters) + counters.rejects === 0,
  );
  return whole ? EXIT.done : EXIT.incomplete;
}

export function summaryOf(config: Config, results: readonly StreamResult[]) {
  return {
    lake: config.lake,
    exitCode: exitCodeOf(results),
    sources: results.map(({ stream, outcome, counters, keyRefused }) => ({
      source: stream.source.name,
      scopeId: stream.scopeId,
      outcome,
      keyRefused,
      ...counters,
      // What these were called before.
      held: counters.notLanded,
      standing: counters.stillNotLanded,
    })),
  };
}

/** What landed, source by source, and why something did not. */
function resultTable(results: readonly StreamResult[]): string {
  const table = textTable(
    ['source', 'outcome', 'landed', 'not landed', 'rows', 'read', 'rejects', 'new fields'],
    results.map(({ stream, outcome, counters }) => [
      stream.source.name,
      outcome,
      String(counters.landed),
      String(notLandedOf(counters)),
      counters.rows.toLocaleString('en-US'),
      megabytes(counters.bytes),
      String(counters.rejects),
      String(counters.unknownFields),
    ]),
  );
  const reasons = results.flatMap(({ stream, counters }) =>
    counters.reason === undefined ? [] : [`${stream.source.name}: ${counters.reason}`],
  );
  const refused = new Set(
    results.flatMap(({ stream, keyRefused }) => (keyRefused ? [stream.source.key] : [])),
  );
  const keys = [...refused].map(
    (key) => `${key} key: upstream refuses it, the one before it served; run: codex-lake doctor`,
  );
  const notLanded = results.some(({ counters }) => notLandedOf(counters) > 0)
    ? [
        'something was not let into the tables: `codex-lake query "select * from ledger_files where state <> \'landed\'"` names it; ledger_days has the days',
      ]
    : [];
  const rejected = results.some(({ counters }) => counters.rejects > 0)
    ? [
        'records were set aside: `codex-lake query "select * from health_rejects"` says of which source, how many and why',
      ]
    : [];
  return [table, ...reasons, ...keys, ...notLanded, ...rejected].join('\n');
}
