import { type Command, Option } from 'commander';
import { literal } from '../lake/engine/duckdb.ts';
import { takeOverAt } from '../ledger/take-over-at.ts';
import { queryLake } from '../query/query-lake.ts';
import { allowlistChanges, allowlistSyncs } from '../tables/allowlists.ts';
import { VIEWS } from '../views/views.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { print, printJson, tableOfRows } from './output.ts';
import { timeOption } from './simulate-command.ts';

interface HistoryOptions extends CommonOptions {
  readonly at?: Date;
  readonly target?: string;
  readonly limit: number;
}

/** What was planned and done, or what was allowed at a time. */
export function addIpRangesHistory(ipRanges: Command, help: string): void {
  withCommonOptions(ipRanges.command('history'))
    .summary('what was done, or what was allowed at a time')
    .description(
      'Prints the latest syncs, or with --at the entries that stood in the allowlists at that time.',
    )
    .addOption(new Option('--at <time>', 'such as 2026-11-01T12:00:00Z').argParser(timeOption))
    .option('--target <name>', 'only this allowlist, such as github:my-org')
    .option('--limit <n>', 'at most so many rows', Number, 30)
    .addHelpText('after', help)
    .action(async (options: HistoryOptions) => {
      const { lake } = await configOf(options);
      const sql = options.at === undefined ? syncsSql(options) : allowedSql(options.at, options);
      await takeOverAt({ lake });
      const { columns, rows } = await queryLake(
        lake,
        {
          tables: [allowlistSyncs, allowlistChanges],
          views: VIEWS.filter(({ name }) => name === 'allowed_at'),
        },
        (duckdb) => duckdb.table(sql),
      );
      if (options.json) printJson(rows);
      else print(tableOfRows(columns, rows));
    });
}

const of = ({ target }: HistoryOptions) => (target === undefined ? 'true' : `target = ${literal(target)}`);

function syncsSql(options: HistoryOptions): string {
  return `SELECT strftime(started_at, '%Y-%m-%d %H:%M') AS started, target, outcome, added, removed,
      in_grace, drifted, guard, reason, feed_version
    FROM allowlist_syncs WHERE ${of(options)} ORDER BY started_at DESC, target LIMIT ${Number(options.limit)}`;
}

function allowedSql(at: Date, options: HistoryOptions): string {
  const time = `TIMESTAMP ${literal(at.toISOString().slice(0, 19).replace('T', ' '))}`;
  return `SELECT target, prefix, strftime(allowed_from, '%Y-%m-%d %H:%M') AS allowed_from, feed_version
    FROM allowed_at WHERE allowed_from <= ${time} AND (allowed_until IS NULL OR allowed_until > ${time}) AND ${of(options)}
    ORDER BY target, prefix`;
}
