import type { Table } from './define-table.ts';

/** One kind of raw JSON record, and every table made of it. Fields that no table reads and that say nothing new are `ignored`. */
export interface RawRecord {
  readonly name: string;
  /** The first table is the main one: it keeps the record's unknown fields. */
  readonly tables: readonly [Table, ...Table[]];
  readonly ignored: readonly string[];
  /** Table of the people's words in it, for lakes that keep them. */
  readonly content?: Table;
}

/** The record with the table of people's words among its tables, where it has one. */
export function withContent(record: RawRecord): RawRecord {
  return record.content === undefined ? record : { ...record, tables: [...record.tables, record.content] };
}
