import type { Table } from '../../tables/define-table.ts';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import { literal } from './duckdb.ts';
import type { Engine } from './engine.ts';
import { fileLiteral } from './file-literal.ts';
import { footerOf } from './parquet-footer.ts';

/** Key of a Parquet file's metadata that says by which version of its table's rules it was made; the first version has none. */
export const DERIVATION_KEY = 'codex_lake_derivation';

/** The version of the rules by which a table's rows are made now. */
export const currentDerivation = ({ derivation = 1 }: Table): number => derivation;

/** The version by which the oldest rows of a local Parquet file were made. */
export async function derivationOf(engine: Engine, file: string): Promise<number> {
  const [row] = await engine.duckdb.rows(
    `SELECT decode(value) AS version FROM parquet_kv_metadata(${fileLiteral(file)}) WHERE decode(key) = ${literal(DERIVATION_KEY)}`,
  );
  return versionOf(row?.version);
}

/** The same of an object in the store, from its footer. */
export async function derivationOfObject(store: ObjectStore, object: StoredObject): Promise<number> {
  const metadata = await footerOf(store, object);
  return versionOf(metadata.key_value_metadata?.find(({ key }) => key === DERIVATION_KEY)?.value);
}

/** What rows of two files make together: rows of the older one are in it. Reads a file only where its table has versions at all. */
export async function derivationWith(
  engine: Engine,
  table: Table,
  there: string | undefined,
): Promise<number> {
  const now = currentDerivation(table);
  return now === 1 || there === undefined ? now : Math.min(now, await derivationOf(engine, there));
}

function versionOf(text: unknown): number {
  const version = Number(text ?? 1);
  return Number.isInteger(version) && version > 0 ? version : 1;
}
