import type { Duck } from '../lake/engine/duckdb.ts';
import type { Ask, Value } from './query.ts';

/** Asks a DuckDB that has the views open. */
export function askDuck(duck: Duck): Ask {
  return async (sql) => {
    const { columns, rows } = await duck.table(sql);
    return { columns, rows: rows.map((row) => columns.map((name) => asValue(row[name]))) };
  };
}

function asValue(value: unknown): Value {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
