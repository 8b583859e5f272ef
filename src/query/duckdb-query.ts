import type { DuckDb } from '../lake/engine/duckdb.ts';
import type { Query, Value } from './query.ts';

/** Asks a DuckDB that has the views open. */
export function duckDbQuery(duckdb: DuckDb): Query {
  return async (sql) => {
    const { columns, rows } = await duckdb.table(sql);
    return { columns, rows: rows.map((row) => columns.map((name) => asValue(row[name]))) };
  };
}

function asValue(value: unknown): Value {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
