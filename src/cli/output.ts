import Table from 'cli-table3';
import type { Row } from '../lake/engine/duckdb.ts';
import { scrub } from '../privacy/scrub.ts';
import { csvText } from '../query/csv.ts';
import { visible, visibleJson, visibleLines } from './escape-control-characters.ts';

export const FORMATS = ['table', 'json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

interface Out {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Results go to stdout and nothing else does; everything for people while they wait goes to stderr. In both, control characters
 * that came with others' texts are spelled out.
 */
export function print(text: string, out: Out = process.stdout): void {
  write(visibleLines(text), out);
}

/** Prints text that has colours of ours in it; texts of others have to be `visible` already. */
export function printStyled(text: string): void {
  write(text, process.stdout);
}

export function note(text: string): void {
  process.stderr.write(`${visibleLines(scrub(text))}\n`);
}

export function printJson(value: unknown, out: Out = process.stdout): void {
  write(visibleJson(JSON.stringify(value, null, 2)), out);
}

/** Prints rows in one of the formats. JSON and, where stdout is no terminal, CSV hold them exactly. */
export function printRows(
  columns: readonly string[],
  rows: readonly Row[],
  format: Format,
  out: Out = process.stdout,
): void {
  if (format === 'json') printJson(rows, out);
  else if (format === 'table') print(tableOfRows(columns, rows), out);
  else {
    const cells = rows.map((row) => columns.map((name) => row[name]));
    const shown = out.isTTY ? cells.map((line) => line.map(visibleCell)) : cells;
    write(csvText(out.isTTY ? columns.map(visible) : columns, shown), out);
  }
}

/** Rows as a table for people, with their columns in the order given. */
export function tableOfRows(columns: readonly string[], rows: readonly Row[]): string {
  return textTable(
    columns,
    rows.map((row) => columns.map((name) => cell(row[name]))),
  );
}

function write(text: string, out: Out): void {
  out.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** A table for people, without frames around every cell; columns of numbers are aligned right; each row is one line. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: head.map(visible),
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
  for (const row of rows) table.push(row.map(visible));
  return table.toString();
}

function isNumber(text: string | undefined): boolean {
  return text === undefined || text === '' || /^-?[\d.,]+( ?%)?$/.test(text);
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const visibleCell = (value: unknown) => (typeof value === 'string' ? visible(value) : value);
