import type { Row } from '../../src/lake/engine/duckdb.ts';
import type { Answer } from './trino-client.ts';

/**
 * What two engines answer differently, in words; undefined when nothing. Rows may come in any order; doubles may differ in
 * their last digits, as sums of them depend on the order of adding.
 */
export function difference(trino: Answer, duckdb: readonly Row[]): string | undefined {
  if (trino.rows.length !== duckdb.length)
    return `${trino.rows.length} rows against ${duckdb.length} of DuckDB`;
  const types = trino.columns.map(({ type }) => type);
  const ours = duckdb.map((row) => trino.columns.map(({ name }, i) => comparable(row[name], types[i] ?? '')));
  const theirs = trino.rows.map((row) => row.map((value, i) => comparable(value, types[i] ?? '')));
  // Doubles come last in the order, as they may differ a little.
  const order = types
    .map((_, i) => i)
    .sort((a, b) => Number(types[a] === 'double') - Number(types[b] === 'double'));
  const keyOf = (row: readonly unknown[]) => JSON.stringify(order.map((i) => rounded(row[i])));
  const sorted = (rows: readonly (readonly unknown[])[]) =>
    rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const [left, right] = [sorted(theirs), sorted(ours)];
  for (const [at, row] of left.entries()) {
    const column = row.findIndex((value, i) => !isSame(value, right[at]?.[i]));
    if (column >= 0)
      return `${trino.columns[column]?.name}: ${JSON.stringify(row[column])} against ${JSON.stringify(right[at]?.[column])} of DuckDB, in ${JSON.stringify(row)}`;
  }
  return undefined;
}

function comparable(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (/^(bigint|integer|double|decimal)/.test(type)) return Number(value);
  if (type.startsWith('timestamp'))
    return String(value)
      .replace(/\.?0*$/, '')
      .padEnd(19, '0');
  return value;
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(9) : value;
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
