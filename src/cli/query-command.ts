import { type Command, Option } from 'commander';
import type { Config } from '../config/config.ts';
import { type DuckDb, literal } from '../lake/engine/duckdb.ts';
import { DiskError, diskProblem } from '../lake/store/disk-failure.ts';
import { S3Error } from '../lake/store/s3-failure.ts';
import { takeOverAt } from '../ledger/take-over-at.ts';
import { queryLake } from '../query/query-lake.ts';
import { NotReadOnly, readOnly } from '../query/read-only.ts';
import { TABLES } from '../tables/tables.ts';
import { dependenciesOf } from '../views/dependencies.ts';
import { VIEWS } from '../views/views.ts';
import { withHolidays } from '../views/with-holidays.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { failureMessage } from './failure-message.ts';
import { FORMATS, type Format, note, printRows } from './output.ts';

const KNOWN = [...TABLES, ...VIEWS].map(({ name }) => name);

interface QueryOptions extends CommonOptions {
  readonly format: Format;
  readonly athena?: boolean;
  readonly unsafe?: boolean;
  readonly stack?: string;
}

export function addQueryCommand(program: Command): void {
  withCommonOptions(program.command('query'))
    .description(
      'Runs SQL over the tables and views of the lake with DuckDB on this machine. `codex-lake tables` lists what there is.\nIt only reads, and only the lake: one statement, no other file, no network, no extension, no environment.',
    )
    .argument('<sql>', 'one SELECT statement')
    .addOption(new Option('--format <format>', 'how rows are printed').choices([...FORMATS]).default('table'))
    .option('--athena', 'ask the Athena of the deployed stack instead of DuckDB here')
    .option(
      '--unsafe',
      'let the SQL do all that this process may: several statements, files, COPY, ATTACH; also over the lake itself',
    )
    .option('--stack <name>', 'that stack (default: as in codex-lake.json, or CodexLake)')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake query "select day, count(distinct user_id) users, sum(credits) credits
      from usage_user_day group by day order by day desc limit 5"
  $ npx codex-lake query "from codex_log limit 3" --format json
  $ npx codex-lake query "select * from users" --format csv > users.csv
  $ npx codex-lake query "select * from adoption_week order by week desc limit 8" --athena`,
    )
    .action(async (sql: string, options: QueryOptions) => {
      process.exitCode = await query(sql, options);
    });
}

async function query(sql: string, options: QueryOptions): Promise<ExitCode> {
  const config = await configOf(options);
  try {
    const { columns, rows } = options.athena
      ? await askAthena(options.stack ?? config.deployment.stackName, sql)
      : await askHere(config, sql, options.unsafe === true);
    printRows(columns, rows, options.json ? 'json' : options.format);
    return EXIT.done;
  } catch (error) {
    note(failureMessage(error));
    return isOfPlace(error) ? EXIT.failed : EXIT.wrongUsage;
  }
}

/** The client of Athena is large, and most questions do without. */
async function askAthena(stack: string, sql: string) {
  const { queryAthena } = await import('./query-athena.ts');
  return queryAthena(stack, sql);
}

/** Whether it is the disk or S3 that failed, and not the question. */
function isOfPlace(error: unknown): boolean {
  return error instanceof DiskError || error instanceof S3Error || diskProblem(error) !== undefined;
}

/** Only what the question names is opened: of a lake in S3 the rest need not be fetched. */
async function askHere({ lake, holidays }: Config, sql: string, unsafe: boolean) {
  await takeOverAt({ lake });
  const { tables, views } = dependenciesOf(KNOWN.filter((name) => sql.toLowerCase().includes(name)));
  const scope = { tables, views: withHolidays(views, holidays), unlocked: unsafe };
  return queryLake(lake, scope, (duckdb) =>
    (unsafe ? duckdb.table(sql) : readOnly(duckdb, sql)).catch(async (error) => {
      throw new Error(await explain(error, duckdb), { cause: error });
    }),
  );
}

/** DuckDB's message, which shows the place; for an unknown table also the one that was meant and where all are listed. */
async function explain(error: unknown, duckdb: DuckDb): Promise<string> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotReadOnly) return `${message}; --unsafe lets SQL do all that this process may`;
  const unknown = /Table with name (\S+) does not exist/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const [similar] = await duckdb.rows(`
    SELECT name FROM unnest([${KNOWN.map(literal).join(', ')}]) AS known (name)
    WHERE damerau_levenshtein(name, ${literal(unknown)}) <= 3 ORDER BY damerau_levenshtein(name, ${literal(unknown)}), name`);
  const hint = similar === undefined ? '' : `; did you mean ${similar.name}?`;
  return `table ${unknown}: there is none${hint}\n\`codex-lake tables\` lists all of them with their columns`;
}
