import { KINDS } from '../../tables/column.ts';
import type { Table } from '../../tables/define-table.ts';
import { NOT_COUNTED } from '../../tables/not-counted.ts';
import type { View } from '../view.ts';
import { GENERATED, markdownTable } from './markdown.ts';

const COLUMNS = ['Column', 'Type', 'Meaning'];

/** The data dictionary as a Markdown page: every table and view with its columns, in the words of their definitions. */
export function dictionaryPage(tables: readonly Table[], views: readonly View[]): string {
  return `# Data dictionary

${GENERATED}

The same words stand in the catalog as comments, and \`npx codex-lake tables NAME\` prints them. Types are those of Athena; all
times are UTC. Columns are only ever added, at the end.

JSON columns and \`extra_json\` hold no words of people: of texts and names in them, those that are no ids, values of enums, times,
versions or what the column says it holds are \`{"length": …, "hash": …}\` and \`~length~hash\`
([ADR 6](adr/0006-unknown-words.md)).

${NOT_COUNTED}

## Tables

${index(tables)}

## Views

Views answer; tables record. A view runs unchanged on Athena and on DuckDB, and says of each figure how complete it is.

${index(views)}

${tables.map(tableSection).join('\n\n')}

${views.map(viewSection).join('\n\n')}
`;
}

function index(entries: readonly { readonly name: string; readonly doc: string }[]): string {
  return entries.map(({ name, doc }) => `- [\`${name}\`](#${name}): ${doc}`).join('\n');
}

function tableSection({ name, doc, key, partitionBy, columns }: Table): string {
  const rows = Object.entries(columns).map(([column, { kind, doc: meaning }]) =>
    row(column, KINDS[kind].glue, meaning),
  );
  if (partitionBy !== null)
    rows.push(
      row('dt', 'string', `Partition: UTC day of ${partitionBy}, as YYYY-MM-DD. Filter on it to read less.`),
    );
  const unique = key.map((column) => `\`${column}\``).join(', ');
  return `### ${name}\n\n${doc}\n\nTable; a row is one of its kind by ${unique}.\n\n${markdownTable(COLUMNS, rows)}`;
}

function viewSection({ name, doc, grain, columns, needs }: View): string {
  const rows = columns.map((column) => row(column.name, KINDS[column.kind].glue, column.doc));
  const reads = needs.map((needed) => `[\`${needed}\`](#${needed})`).join(', ');
  const from = reads === '' ? '' : ` Reads ${reads}.`;
  return `### ${name}\n\n${doc}\n\nView; ${grain}.${from}\n\n${markdownTable(COLUMNS, rows)}`;
}

function row(name: string, type: string, meaning: string): string[] {
  return [`\`${name}\``, type, meaning];
}
