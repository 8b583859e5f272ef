import type { Table } from '../../tables/define-table.ts';
import type { Row } from '../engine/duckdb.ts';

/** JSON columns as values, so that a row that was read can be written as it is. */
export function withJson(table: Table, row: Row): Row {
  const texts = Object.entries(row).filter(
    ([name, value]) => table.columns[name]?.kind === 'json' && typeof value === 'string',
  );
  return { ...row, ...Object.fromEntries(texts.map(([name, text]) => [name, JSON.parse(String(text))])) };
}
