import type { Command } from 'commander';
import { KINDS } from '../tables/column.ts';
import type { Table } from '../tables/define-table.ts';
import { TABLES } from '../tables/tables.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { note, print, printJson, textTable } from './output.ts';

export function addTablesCommand(program: Command): void {
  program
    .command('tables')
    .summary('the data dictionary')
    .description('Lists the tables of the lake, or the columns of one with their meaning.')
    .argument('[name]', 'a table')
    .option('--json', 'print one JSON document to stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake tables
  $ npx codex-lake tables usage_user_day`,
    )
    .action((name: string | undefined, { json }: { readonly json?: boolean }) => {
      process.exitCode = show(name, json === true);
    });
}

function show(name: string | undefined, asJson: boolean): ExitCode {
  const chosen = TABLES.filter((table) => name === undefined || table.name === name);
  if (chosen.length === 0) {
    note(`table ${name}: there is none; allowed are ${TABLES.map((table) => table.name).join(', ')}`);
    return EXIT.wrongUsage;
  }
  if (asJson) printJson(name === undefined ? chosen.map(describe) : describe(chosen[0] ?? TABLES[0]!));
  else if (name === undefined)
    print(
      textTable(
        ['table', 'what it answers'],
        chosen.map((table) => [table.name, firstSentence(table.doc)]),
      ),
    );
  else print(chosen.map(columnsOf).join('\n'));
  return EXIT.done;
}

function columnsOf(table: Table): string {
  const columns = Object.entries(table.columns).map(([column, { kind, doc }]) => [
    column,
    KINDS[kind].glue,
    doc,
  ]);
  const partition =
    table.partitionBy === null
      ? []
      : [['dt', 'string', `Partition: UTC day of ${table.partitionBy}, as YYYY-MM-DD.`]];
  return `${table.name}\n${table.doc}\n${textTable(['column', 'type', 'meaning'], [...columns, ...partition])}`;
}

function describe(table: Table) {
  return {
    name: table.name,
    doc: table.doc,
    key: table.key,
    partition: table.partitionBy === null ? null : { column: 'dt', of: table.partitionBy },
    columns: Object.entries(table.columns).map(([name, { kind, doc }]) => ({
      name,
      type: KINDS[kind].glue,
      doc,
    })),
  };
}

const firstSentence = (doc: string): string => `${doc.split(/\.\s/)[0]?.replace(/\.$/, '')}.`;
