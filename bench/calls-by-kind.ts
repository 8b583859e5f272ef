import { JOURNAL } from '../src/lake/write/journal.ts';
import { tablePrefix } from '../src/tables/layout.ts';
import * as systemTables from '../src/tables/system-tables.ts';
import { TABLES } from '../src/tables/tables.ts';
import type { StoreCall } from '../test/harness/telling-store.ts';

/** Originals, tables of what upstream said, tables of the lake about itself with their journal, and all else. */
const KINDS = ['originals', 'tables', 'own tables', 'other'] as const;
export type ObjectKind = (typeof KINDS)[number];

export interface KindCalls {
  readonly puts: number;
  readonly gets: number;
  readonly heads: number;
  readonly lists: number;
  readonly bytesPut: number;
}

const OWN = new Set<unknown>(Object.values(systemTables));

/** The kind of an object, or of what a listing is of. */
export function kindOf(key: string): ObjectKind {
  if (key.startsWith('raw/')) return 'originals';
  if (key.startsWith(JOURNAL)) return 'own tables';
  const table = TABLES.find((one) => key.startsWith(tablePrefix(one)));
  if (table === undefined) return 'other';
  return OWN.has(table) ? 'own tables' : 'tables';
}

/** Calls to a store by the kind of what they were of; all kinds, also those without a call. */
export function callsByKind(calls: readonly StoreCall[]): Record<ObjectKind, KindCalls> {
  const counted = Object.fromEntries(
    KINDS.map((kind) => {
      const of = calls.filter(({ key }) => kindOf(key) === kind);
      const count = (...operations: StoreCall['operation'][]) =>
        of.filter(({ operation }) => operations.includes(operation)).length;
      const counts: KindCalls = {
        puts: count('put'),
        gets: count('read', 'download'),
        heads: count('head'),
        lists: count('list'),
        bytesPut: of.reduce((sum, { bytes }) => sum + bytes, 0),
      };
      return [kind, counts];
    }),
  );
  return counted as Record<ObjectKind, KindCalls>;
}
