import { folderStore } from '../src/lake/store/folder-store.ts';
import { SOURCES } from '../src/sources/sources.ts';

/** Size of the originals that tables are made from. */
export interface RawSize {
  /** Sources they came from. */
  readonly sources: readonly string[];
  /** As they are kept: compressed. */
  readonly keptBytes: number;
  /** As upstream sent them. */
  readonly receivedBytes: number;
}

/** Sizes of the originals of the tables, from one UTC day on; `ask` reads the ledger. */
export async function rawSizeOf(
  lake: string,
  tables: readonly string[],
  since: string,
  ask: (sql: string) => Promise<readonly { readonly [column: string]: unknown }[]>,
): Promise<RawSize> {
  const sources = SOURCES.filter(({ record }) => record.tables.some(({ name }) => tables.includes(name))).map(
    ({ name }) => name,
  );
  let keptBytes = 0;
  for (const source of sources)
    for await (const { key, size } of folderStore(lake).list(`raw/${source}/`))
      if ((/\/dt=([^/]+)\//.exec(key)?.[1] ?? '') >= since) keptBytes += size;
  const named = sources.map((name) => `'${name}'`).join(', ');
  const [row] = await ask(`
    SELECT sum(bytes)::DOUBLE AS bytes FROM (
      SELECT bytes FROM ledger_files WHERE state = 'landed' AND source IN (${named}) AND dt >= '${since}'
      UNION ALL
      SELECT max(bytes) FROM ledger_days WHERE raw_key IS NOT NULL AND source IN (${named}) AND dt >= '${since}'
      GROUP BY raw_key
    )`);
  return { sources, keptBytes, receivedBytes: Number(row?.bytes ?? 0) };
}
