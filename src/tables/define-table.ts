import { type Column, partitionDay } from './column.ts';
import type { Span } from './spans.ts';

/**
 * How rows meet what is there already:
 * - `replace`: the unit's object is replaced whole (a day of usage);
 * - `append`: rows whose key is new are added, the rest is what we have (log events);
 * - `latest`: of each key the row with the greatest `version` stays (tasks, ledger), with `first` kept at its smallest.
 */
type Merge =
  | { readonly how: 'replace' }
  | { readonly how: 'append' }
  | { readonly how: 'latest'; readonly version: string; readonly first?: string };

export interface Table {
  readonly name: string;
  /** What it answers, and its grain: one row per what. */
  readonly doc: string;
  /** The date or timestamp column whose UTC day is the row's `dt`; null for small lists kept in one object. */
  readonly partitionBy: string | null;
  /**
   * Which days share an object. The more do, the fewer objects a question opens; the fewer do, the less is written again when one
   * of them changes. @default month
   */
  readonly span?: Span;
  /** The columns that make a row one of a kind. A record without them is set aside. */
  readonly key: readonly string[];
  readonly merge: Merge;
  /** Order of rows inside a Parquet file, so that row-group statistics prune. */
  readonly sort: readonly string[];
  /** A list inside the record: the table has one row per element, `@.` paths read the element. */
  readonly unnest?: string;
  /**
   * Of figures by the day, those whose movement after the day was final is told of as a restatement, besides the number of rows.
   * @default none
   */
  readonly keyFigures?: readonly string[];
  /**
   * Version of the rules its rows are made by: raised whenever the same original makes other rows than before. Each Parquet file
   * carries it, so that a difference from what the originals make is told from damage. @default 1
   */
  readonly derivation?: number;
  /** Whether it holds people's words as they are: kept apart, and filled only where the lake is told to. */
  readonly isContent?: boolean;
  readonly columns: Readonly<Record<string, Column>>;
}

/** Declares a table. The only place where its columns exist; they are only ever added, at the end before `dt`, never retyped. */
export function defineTable(defined: Table): Table {
  const { partitionBy } = defined;
  const { columns } = defined;
  const table: Table =
    partitionBy === null ? defined : { ...defined, columns: { ...columns, dt: partitionDay(partitionBy) } };
  const times = Object.values(table.columns).flatMap(({ origin }) =>
    origin.from === 'column' ? [origin.name] : [],
  );
  const partition = partitionBy === null ? [] : [partitionBy];
  for (const name of [...table.key, ...table.sort, ...partition, ...times]) {
    if (!(name in table.columns))
      throw new Error(`table ${table.name}: no column ${name}, named in key, sort, partition or part`);
  }
  for (const name of table.keyFigures ?? []) {
    if (table.columns[name]?.isAdditive !== true)
      throw new Error(`table ${table.name}: key figure ${name} is no column that may be added up`);
  }
  return table;
}
