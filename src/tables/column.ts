import type { JsonRules } from '../privacy/json-rules.ts';

/**
 * What a value is, the same in DuckDB, Parquet, Glue, Athena (Trino) and the docs. The vocabulary is closed: a new kind is a decision,
 * not a string. Timestamps are milliseconds because several engines misread Parquet microseconds.
 */
export const KINDS = {
  string: { duckdb: 'VARCHAR', glue: 'string', trino: 'varchar' },
  bigint: { duckdb: 'BIGINT', glue: 'bigint', trino: 'bigint' },
  double: { duckdb: 'DOUBLE', glue: 'double', trino: 'double' },
  decimal: { duckdb: 'DECIMAL(18,6)', glue: 'decimal(18,6)', trino: 'decimal(18,6)' },
  boolean: { duckdb: 'BOOLEAN', glue: 'boolean', trino: 'boolean' },
  date: { duckdb: 'DATE', glue: 'date', trino: 'date' },
  timestamp: { duckdb: 'TIMESTAMP_MS', glue: 'timestamp', trino: 'timestamp(3)' },
  json: { duckdb: 'VARCHAR', glue: 'string', trino: 'varchar' },
} as const;

export type Kind = keyof typeof KINDS;

/** Sub-types of events: those where one of the paths says so first, or all others. */
export interface EventKinds {
  readonly saidBy: readonly string[];
  readonly kinds: readonly string[];
  /** @default false: of those kinds alone */
  readonly isOthers?: boolean;
}

/** Where a column's value comes from. */
type Origin =
  /** A path into the raw record (`$.a.b`) or into the element of the table's `unnest` list (`@.a`); the first non-null of several. */
  | ({
      readonly from: 'record';
      readonly paths: readonly string[];
      /** What stands for it where the record does not say. @default nothing */
      readonly orGiven?: Given;
      /** What a sum adds up. */
      readonly unit?: Unit;
      /** Events whose type it is read of. @default all */
      readonly of?: EventKinds;
    } & Pick<ReadAs, 'read' | 'mayLieAhead'>)
  /** Known to the collector, not said in the record: the workspace that was asked, the file it came in. */
  | { readonly from: 'given'; readonly name: Given }
  /** The UTC day or hour of a date or timestamp column of the same row; `dt` is the day as text, of whatever time. */
  | { readonly from: 'column'; readonly name: string; readonly part: 'day' | 'hour' | 'dt' };

/**
 * How the text at a path becomes the value; `iso` and `unix` (seconds, may be fractional) are for dates and timestamps. An empty
 * string is null by all but those that are of people's words (`verbatim`, `length`, `digest`): nobody has an empty id, country or name,
 * and upstream sends one where it has nothing to say, but a person may have sent an empty prompt. `verbatim`, `length` and `digest` also take an object or a list, as its text.
 */
type Reading =
  | 'plain'
  | 'asn'
  | 'person'
  | 'verbatim'
  | 'iso'
  | 'unix'
  | 'length'
  | 'digest'
  | 'sum'
  | 'others';

/** What amounts are in. Each has columns of its own: amounts of two are never added. */
export type Unit = 'credits' | 'usd';

/** What the text of a scalar must be for a column. */
export interface ReadAs {
  readonly kind: Kind;
  readonly read: Reading;
  /** Whether a time is one of what is to come. @default false: it happened before it was told */
  readonly mayLieAhead?: boolean;
}

export type Given = 'workspace_id' | 'log_file_id' | 'log_type' | 'day_seen' | 'feed' | 'feed_version';

export interface Column {
  readonly kind: Kind;
  readonly origin: Origin;
  /** One sentence: meaning, unit, when null, and whether it may be added up. */
  readonly doc: string;
  /** Whether its sum over a day's rows says something: such sums are kept with each revision of a day. */
  readonly isAdditive: boolean;
  /** Of JSON, the texts in it that are known not to be what somebody wrote. @default those any name tells of */
  readonly rules?: JsonRules;
}

type Paths = string | readonly string[];

export const string = (paths: Paths, doc: string): Column => record('string', paths, 'plain', doc);
/** A whole number that may be added up; see `ordinal` for one that may not. */
export const bigint = (paths: Paths, doc: string): Column => record('bigint', paths, 'plain', doc);
/** A whole number whose sum says nothing: a version, an hour, a count of days. */
export const ordinal = (paths: Paths, doc: string): Column => ({ ...bigint(paths, doc), isAdditive: false });
/** The number of an autonomous system, sent as `29518` or as `AS29518`. */
export const asn = (paths: Paths, doc: string): Column => ({
  ...record('bigint', paths, 'asn', doc),
  isAdditive: false,
});
export const double = (paths: Paths, doc: string): Column => record('double', paths, 'plain', doc);
export const decimal = (paths: Paths, doc: string): Column => record('decimal', paths, 'plain', doc);
export const boolean = (paths: Paths, doc: string): Column => record('boolean', paths, 'plain', doc);
/** JSON as upstream says it, without people's words: `rules` says what of its texts is kept beside ids, enum values, times and versions. */
export const json = (paths: Paths, doc: string, rules?: JsonRules): Column => ({
  ...record('json', paths, 'plain', doc),
  ...(rules && { rules }),
});

/** People's words as they were written, for the table that keeps them. */
export const verbatim = (paths: Paths, doc: string): Column => record('string', paths, 'verbatim', doc);

/** An e-mail or a name: as it is, or as a pseudonym where the lake is told to keep people's names to itself. */
export const person = (paths: Paths, doc: string): Column => record('string', paths, 'person', doc);

/** A day in UTC, read from an ISO time or from Unix seconds. */
export const date = (read: 'iso' | 'unix', paths: Paths, doc: string): Column =>
  record('date', paths, read, doc);
export const timestamp = (read: 'iso' | 'unix', paths: Paths, doc: string): Column =>
  record('timestamp', paths, read, doc);

/** A time that may lie ahead, up to the year 2100: when something ends. */
export const expiry = (paths: Paths, doc: string): Column =>
  readWith(timestamp('iso', paths, doc), { mayLieAhead: true });

/** The UTC day of a timestamp column of the same table. */
export const dayPart = (name: string, doc: string): Column => ({
  kind: 'date',
  origin: { from: 'column', name, part: 'day' },
  doc,
  isAdditive: false,
});
/** The UTC hour of that day, 0 to 23. */
export const hourPart = (name: string, doc: string): Column => ({
  kind: 'bigint',
  origin: { from: 'column', name, part: 'hour' },
  doc,
  isAdditive: false,
});

/** The UTC day of the column a table is partitioned by, as text; what has no usable time has one fixed home. */
export const partitionDay = (name: string): Column => ({
  kind: 'string',
  origin: { from: 'column', name, part: 'dt' },
  doc: `UTC day of ${name}, YYYY-MM-DD; 2025-01-01 where it has no usable time. Filter on it to read less.`,
  isAdditive: false,
});

/**
 * The sum of the amounts in `unit`, and of no others, over a list inside a JSON value, as in `$.payload.measures.billing->$[*].cost`;
 * each is an object of `value` and `unit`. Added exactly and rounded once; null where one of them cannot be read, or none is there.
 */
export const sum = (unit: Unit, path: string, doc: string): Column =>
  readWith(record('decimal', path, 'sum', doc), { unit });

/** The amounts at those paths that no sum can have, as their unit is unknown or not said: a list of `field`, `value` and `unit`. */
export const otherAmounts = (paths: readonly string[], doc: string): Column => ({
  ...record('json', paths, 'others', doc),
  rules: { field: 'enum', value: 'number', unit: 'unit' },
});

export function given(name: Given, doc: string): Column {
  const kind = name === 'day_seen' ? 'date' : 'string';
  return { kind, origin: { from: 'given', name }, doc, isAdditive: false };
}

/** The column, of events of some sub-types alone: one name means other things in other ones. */
export const ofKinds = (of: EventKinds, column: Column): Column => readWith(column, { of });

/** The column; where the record does not say it, what the collector knows. */
export const orGiven = (name: Given, column: Column): Column => readWith(column, { orGiven: name });

/** People's words at `path`, as the two columns the lake keeps of them: how long, and a keyed hash to tell equal from different. */
export function words<Name extends string>(name: Name, path: string, what: string) {
  return {
    [`${name}_length`]: record(
      'bigint',
      path,
      'length',
      `Length of ${what} in characters; null when there is none. May be added up.`,
    ),
    [`${name}_hash`]: record(
      'string',
      path,
      'digest',
      `HMAC-SHA-256 of ${what} with the lake's key, in hex: equal texts have equal hashes; null when there is none.`,
    ),
  } as Record<`${Name}_length` | `${Name}_hash`, Column>;
}

/** A column read from the record, with more said of how. */
function readWith({ origin, ...column }: Column, more: Partial<Extract<Origin, { from: 'record' }>>): Column {
  return { ...column, origin: origin.from === 'record' ? { ...origin, ...more } : origin };
}

function record(kind: Kind, paths: Paths, read: Reading, doc: string): Column {
  return {
    kind,
    origin: { from: 'record', paths: typeof paths === 'string' ? [paths] : paths, read },
    doc,
    isAdditive: kind === 'bigint' || kind === 'decimal',
  };
}
