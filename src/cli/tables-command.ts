import type { Command } from 'commander';
import { KINDS } from '../tables/column.ts';
import type { Table } from '../tables/define-table.ts';
import { TABLES } from '../tables/tables.ts';
import type { View } from '../views/view.ts';
import { VIEWS } from '../views/views.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { note, print, printJson, textTable } from './output.ts';

export function addTablesCommand(program: Command): void {
  program
    .command('tables')
    .description('Lists the tables and views of the lake, or the columns of one with their meaning.')
    .argument('[name]', 'a table or view')
    .option('--json', 'print one JSON document to stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake tables
  $ npx codex-lake tables usage_user_day
  $ npx codex-lake tables adoption_day`,
    )
    .action((name: string | undefined, { json }: { readonly json?: boolean }) => {
      process.exitCode = show(name, json === true);
    });
}

function show(name: string | undefined, asJson: boolean): ExitCode {
  const entries = [...TABLES.map(entryOfTable), ...VIEWS.map(entryOfView)];
  const chosen = entries.filter((entry) => name === undefined || entry.name === name);
  const [first] = chosen;
  if (first === undefined) {
    note(`table ${name}: there is none; allowed are ${entries.map((entry) => entry.name).join(', ')}`);
    return EXIT.wrongUsage;
  }
  if (asJson) printJson(name === undefined ? chosen : first);
  else if (name !== undefined) print(columnsOf(first));
  else {
    for (const kind of ['table', 'view'] as const) {
      const rows = chosen.filter((entry) => entry.kind === kind);
      print(
        textTable(
          [kind, 'what it answers'],
          rows.map((entry) => [entry.name, firstSentence(entry.doc)]),
        ),
      );
    }
  }
  return EXIT.done;
}

/** A table or a view, as the dictionary tells of it. */
interface Entry {
  readonly kind: 'table' | 'view';
  readonly name: string;
  readonly doc: string;
  /** Columns that make a row one of a kind; of a table. */
  readonly key?: readonly string[];
  readonly partition?: { readonly column: 'month'; readonly of: string } | null;
  /** One row per what; of a view, a table's `doc` says it. */
  readonly grain?: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly doc: string }[];
}

function entryOfTable(table: Table): Entry {
  const columns = Object.entries(table.columns).map(([name, { kind, doc }]) => ({
    name,
    type: KINDS[kind].glue,
    doc,
  }));
  const partition = table.partitionBy === null ? null : { column: 'month' as const, of: table.partitionBy };
  return { kind: 'table', name: table.name, doc: table.doc, key: table.key, partition, columns };
}

function entryOfView({ name, doc, grain, columns }: View): Entry {
  return {
    kind: 'view',
    name,
    doc,
    grain,
    columns: columns.map((column) => ({ name: column.name, type: KINDS[column.kind].glue, doc: column.doc })),
  };
}

function columnsOf({ name, doc, grain, columns, partition }: Entry): string {
  const rows = columns.map((column) => [column.name, column.type, column.doc]);
  if (partition) rows.push(['month', 'string', `Partition: UTC month of ${partition.of}, as YYYY-MM.`]);
  const said = grain === undefined ? doc : `${doc} Grain: ${grain}.`;
  return `${name}\n${said}\n${textTable(['column', 'type', 'meaning'], rows)}`;
}

const firstSentence = (doc: string): string => `${doc.split(/\.\s/)[0]?.replace(/\.$/, '')}.`;
