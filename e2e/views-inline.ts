import type { Table as GlueTable } from '@aws-sdk/client-glue';
import { namesRead } from '../src/views/view.ts';

/**
 * A query with the views it reads spelled out, from their entries in the catalog. Athena does this itself; the local AWS knows
 * no views, so here the SQL that Athena would run is taken out of the catalog and run as it stands.
 */
export function expandViews(sql: string, tables: readonly GlueTable[]): string {
  const needed: string[] = [];
  const add = (name: string): void => {
    const view = viewOf(name, tables);
    if (view === undefined || needed.some((one) => one.startsWith(`${name} AS`))) return;
    for (const inner of namesRead(view)) add(inner);
    needed.push(`${name} AS (${view})`);
  };
  for (const name of namesRead(sql)) add(name);
  return needed.length === 0 ? sql : `WITH ${needed.join(',\n')} ${sql}`;
}

/** The SQL in a view's entry; undefined for a table. */
function viewOf(name: string, tables: readonly GlueTable[]): string | undefined {
  const entry = tables.find((table) => table.Name === name && table.TableType === 'VIRTUAL_VIEW');
  const encoded = /^\/\* Presto View: (\S+) \*\/$/.exec(entry?.ViewOriginalText ?? '')?.[1];
  if (encoded === undefined) return undefined;
  return JSON.parse(Buffer.from(encoded, 'base64').toString()).originalSql;
}
