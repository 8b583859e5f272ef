import { styleText } from 'node:util';
import type { Command } from 'commander';
import { coverageOf, type DayState, type StreamCoverage } from '../collect/coverage.ts';
import { ledgerDays, ledgerFiles, runs } from '../tables/about-the-lake.ts';
import { askLake } from './ask-lake.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { print, printJson, textTable } from './output.ts';

export function addStatusCommand(program: Command): void {
  withCommonOptions(program.command('status'))
    .summary('what the lake has, what is missing, what is held')
    .description(
      'Coverage of every source by day, from the ledger: complete, pending (too young to be trusted), zero (upstream says nothing happened) or missing.\nExits with 3 when something is held, quarantined or missing.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake status
  $ npx codex-lake status --json | jq '.sources[] | select(.daysUntilLost != null)'`,
    )
    .action(async (options: CommonOptions) => {
      process.exitCode = await status(options);
    });
}

async function status(options: CommonOptions): Promise<ExitCode> {
  const { lake } = await configOf(options);
  const sources = await coverage(lake, new Date());
  if (options.json) printJson({ lake, sources });
  else
    print(
      sources.length === 0
        ? `nothing in ${lake} yet: \`codex-lake pull\` fills it, \`codex-lake demo\` shows it`
        : coverageTable(sources),
    );
  return isWhole(sources) ? EXIT.done : EXIT.incomplete;
}

/** Coverage of the lake at a location as of `now`. */
export function coverage(location: string, now: Date): Promise<StreamCoverage[]> {
  return askLake(location, { tables: [ledgerDays, ledgerFiles, runs] }, (duck) => coverageOf(duck, now));
}

function isWhole(sources: readonly StreamCoverage[]): boolean {
  return sources.every(({ held, daysUntilLost }) => held === 0 && daysUntilLost === null);
}

const SIGNS: Readonly<
  Record<DayState, { readonly sign: string; readonly color: 'green' | 'yellow' | 'gray' | 'red' }>
> = {
  complete: { sign: '█', color: 'green' },
  pending: { sign: '▒', color: 'yellow' },
  zero: { sign: '·', color: 'gray' },
  missing: { sign: '✗', color: 'red' },
};
const DAYS_SHOWN = 30;

/** One line a source: totals, and the last 30 days as signs, the latest on the right. */
export function coverageTable(sources: readonly StreamCoverage[]): string {
  const table = textTable(
    ['source', 'rows', 'held', 'rejects', 'last pull (UTC)', 'lost in', `last ${DAYS_SHOWN} days`],
    sources.map(({ source, rows, held, rejects, lastPull, daysUntilLost, days }) => [
      source,
      rows.toLocaleString('en-US'),
      String(held),
      String(rejects),
      lastPull?.slice(0, 16).replace('T', ' ') ?? 'never',
      daysUntilLost === null ? '' : `${daysUntilLost} d`,
      days.length === 1
        ? ''
        : days
            .slice(-DAYS_SHOWN)
            .map(({ state }) => styleText(SIGNS[state].color, SIGNS[state].sign))
            .join(''),
    ]),
  );
  const legend = Object.entries(SIGNS).map(
    ([state, { sign, color }]) => `${styleText(color, sign)} ${state}`,
  );
  return `${table}\n${legend.join('   ')}`;
}
