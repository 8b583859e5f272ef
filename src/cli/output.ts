import Table from 'cli-table3';
import type { Row } from '../lake/engine/duckdb.ts';

export const FORMATS = ['table', 'json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** Results go to stdout and nothing else does; everything for people while they wait goes to stderr. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Rows in one of the formats, with their columns in the order given. */
export function formatRows(columns: readonly string[], rows: readonly Row[], format: Format): string {
  if (format === 'json') return JSON.stringify(rows, null, 2);
  if (format === 'csv')
    return [columns, ...rows.map((row) => columns.map((name) => row[name]))].map(csvLine).join('\n');
  return textTable(
    columns,
    rows.map((row) => columns.map((name) => cell(row[name]))),
  );
}

/** A table for people, without frames around every cell; columns of numbers are aligned right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, i) =>
      rows.length > 0 && rows.every((row) => isNumber(row[i])) ? 'right' : 'left',
    ),
    chars: {
      top: '─',
      'top-mid': '─',
      'top-left': '',
      'top-right': '',
      bottom: '─',
      'bottom-mid': '─',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      right: '',
      middle: ' ',
      'left-mid': '',
      'right-mid': '',
      mid: '─',
      'mid-mid': '─',
    },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

function isNumber(text: string | undefined): boolean {
  return text === undefined || text === '' || /^-?[\d.,]+( ?%)?$/.test(text);
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function csvLine(values: readonly unknown[]): string {
  return values
    .map(cell)
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',');
}
