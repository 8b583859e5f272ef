import type { Table } from './define-table.ts';

/** The log types a record is of: one alone, or all but those that have a record of their own. */
export type EventTypes = { readonly only: string } | { readonly allBut: readonly string[] };

/** Where an event says its type. */
export const TYPE_PATH = '$.type';

/** Whether an event of that type is read as the record. One that says none, as it may, is of its file's type. */
export function isOfRecord(eventTypes: EventTypes, type: string): boolean {
  return 'only' in eventTypes ? type === eventTypes.only : !eventTypes.allBut.includes(type);
}

/** One kind of raw JSON record, and every table made of it. Fields that no table reads and that say nothing new are `ignored`. */
export interface RawRecord {
  readonly name: string;
  /** The first table is the main one: it keeps the record's unknown fields. */
  readonly tables: readonly [Table, ...Table[]];
  readonly ignored: readonly string[];
  /** Of log events, whose `type` says which log they are of: those that are read as this record. @default any */
  readonly eventTypes?: EventTypes;
  /** Table of the people's words in it, for lakes that keep them. */
  readonly content?: Table;
}

/** The record with the table of people's words among its tables, where it has one. */
export function withContent(record: RawRecord): RawRecord {
  return record.content === undefined ? record : { ...record, tables: [...record.tables, record.content] };
}
