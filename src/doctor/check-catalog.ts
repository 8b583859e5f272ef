import { GetTablesCommand, type GlueClient, type Table as GlueTable } from '@aws-sdk/client-glue';
import { KINDS } from '../tables/column.ts';
import { TABLES } from '../tables/tables.ts';
import { VIEWS } from '../views/views.ts';
import { type Finding, finding, ok, problem } from './finding.ts';

const DEPLOY = 'run: npm run deploy (with the version of this command line)';
const MOST_NAMED = 5;

/** What the catalog must have under a name: its columns in order, as `name type`. */
interface Expected {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Whether the database has every table and view, each with the columns this version defines. */
export function checkCatalog(glue: GlueClient, database: string): Promise<readonly Finding[]> {
  return finding(
    'catalog',
    `${DEPLOY}, and check that the profile may read Glue and Lake Formation`,
    async () => {
      const there = await tablesOf(glue, database);
      return [
        compare('catalog: tables', there, expectedTables()),
        compare('catalog: views', there, expectedViews()),
      ];
    },
  );
}

function expectedTables(): Expected[] {
  return TABLES.map(({ name, columns, partitionBy }) => ({
    name,
    columns: [
      ...Object.entries(columns).map(([column, { kind }]) => `${column} ${KINDS[kind].glue}`),
      ...(partitionBy === null ? [] : ['dt string']),
    ],
  }));
}

function expectedViews(): Expected[] {
  return VIEWS.map(({ name, columns }) => ({
    name,
    columns: columns.map((column) => `${column.name} ${KINDS[column.kind].glue}`),
  }));
}

async function tablesOf(glue: GlueClient, DatabaseName: string): Promise<Map<string, GlueTable>> {
  const found = new Map<string, GlueTable>();
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new GetTablesCommand({ DatabaseName, ...(NextToken && { NextToken }) }));
    for (const table of page.TableList ?? []) found.set(table.Name ?? '', table);
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

function compare(
  check: string,
  there: ReadonlyMap<string, GlueTable>,
  expected: readonly Expected[],
): Finding {
  const wrong = expected.flatMap(({ name, columns }) => {
    const table = there.get(name);
    if (table === undefined) return [`${name} is not there`];
    const has = columnsOf(table);
    const column = columns.find((one) => !has.includes(one));
    return column === undefined ? [] : [`${name} has no column ${column}`];
  });
  if (wrong.length === 0) return ok(check, `all ${expected.length} are there, with their columns`);
  const more = wrong.length > MOST_NAMED ? `, and ${wrong.length - MOST_NAMED} more` : '';
  return problem(check, `${wrong.slice(0, MOST_NAMED).join(', ')}${more}`, DEPLOY);
}

function columnsOf({ StorageDescriptor, PartitionKeys = [] }: GlueTable): string[] {
  return [...(StorageDescriptor?.Columns ?? []), ...PartitionKeys].map(({ Name, Type }) => `${Name} ${Type}`);
}
