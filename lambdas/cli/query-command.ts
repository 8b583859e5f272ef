import { type Command, Option } from 'commander';
import { TABLES } from '../tables/tables.ts';
import { askLake } from './ask-lake.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { FORMATS, type Format, formatRows, note, print } from './output.ts';

interface QueryOptions extends CommonOptions {
  readonly format: Format;
}

export function addQueryCommand(program: Command): void {
  withCommonOptions(program.command('query'))
    .summary('ask the lake in SQL')
    .description(
      'Runs SQL over the tables of the lake with DuckDB on this machine. `codex-lake tables` lists what there is.',
    )
    .argument('<sql>', 'one SELECT statement')
    .addOption(new Option('--format <format>', 'how rows are printed').choices([...FORMATS]).default('table'))
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake query "select day, count(distinct user_id) users, sum(credits) credits
      from usage_user_day group by day order by day desc limit 5"
  $ npx codex-lake query "from codex_log limit 3" --format json
  $ npx codex-lake query "select * from users" --format csv > users.csv`,
    )
    .action(async (sql: string, options: QueryOptions) => {
      process.exitCode = await query(sql, options);
    });
}

async function query(sql: string, options: QueryOptions): Promise<ExitCode> {
  const { lake } = await configOf(options);
  // Of a lake in S3 only the tables that are named are fetched.
  const named = TABLES.filter(({ name }) => sql.toLowerCase().includes(name));
  try {
    const { columns, rows } = await askLake(lake, lake.startsWith('s3://') ? named : TABLES, (duck) =>
      duck.table(sql),
    );
    print(formatRows(columns, rows, options.json ? 'json' : options.format));
    return EXIT.done;
  } catch (error) {
    note(explain(error));
    return EXIT.wrongUsage;
  }
}

/** DuckDB's message, which shows the place; for an unknown table also where the known ones are listed. */
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /Table with name (\S+) does not exist/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const similar = /Did you mean "([^"]+)"/.exec(message)?.[1];
  const hint =
    similar !== undefined && TABLES.some(({ name }) => name === similar) ? `; did you mean ${similar}?` : '';
  return `table ${unknown}: there is none${hint}\n\`codex-lake tables\` lists all of them with their columns`;
}
