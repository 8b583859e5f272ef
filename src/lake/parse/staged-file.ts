import type { Reject } from './tolerant-read.ts';

/** A local, uncompressed JSONL file of raw records, and what it is of, as its rows say it: a log file's id, a day. */
export interface RawFile {
  readonly path: string;
  readonly unit: string;
  /** When it was pulled: a time more than a day later is none. @default `now` of the options */
  readonly pulledAt?: Date;
  /** The log type its events are of that say none. @default none, and such an event is set aside where its type is in the key */
  readonly eventType?: string;
  /** The time upstream gives the file itself. @default none, and no event is far from it */
  readonly endTime?: Date;
}

/** A file of raw records, as staged. */
export interface StagedFile extends RawFile {
  readonly rows: number;
  readonly rejects: readonly Reject[];
  /** Records with a field no column knows, or a value that is not of its column's kind: those are in `extra_json`. */
  readonly unknownFields: number;
  /** Times of its earliest and latest record, ISO UTC; null where there is none. */
  readonly firstEvent: string | null;
  readonly lastEvent: string | null;
  /** Records whose time is far from the file's own. */
  readonly farEvents: number;
  /** Why nothing of the file was staged. */
  readonly refused?: string;
}
