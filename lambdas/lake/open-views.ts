import { type Duck, identifier } from './duck.ts';

/** Makes views known to DuckDB under their names; what they read has to be there already. */
export async function openViews(
  duck: Duck,
  views: readonly { readonly name: string; readonly sql: string }[],
): Promise<void> {
  for (const { name, sql } of views) await duck.run(`CREATE OR REPLACE VIEW ${identifier(name)} AS ${sql}`);
}
