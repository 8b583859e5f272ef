import { remedyFor } from './remedy-for.ts';

/** An object as the store lists it. The etag changes whenever the content does; its form is the store's own. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

/** What a write expects to find: the object it read before, or nothing. */
export type Expected = StoredObject | 'absent';

export type Body = Uint8Array | { readonly file: string };

/** What a store knows of an object's content without reading it. */
export interface ObjectChecksum extends StoredObject {
  /** SHA-256 in hex, as the store computed it when it took the object or, where it computes none, as the writer stated it. */
  readonly sha256: string;
  readonly by: 'store' | 'writer';
}

/**
 * The lake's storage: S3 or a folder, the same to everything above. Every write says what it replaces, so that two
 * writers can never overwrite each other unseen; a write is seen whole or not at all. Nothing is ever deleted.
 */
export interface ObjectStore {
  /** Where this is, for people: `./lake` or `s3://bucket/prefix`. */
  readonly location: string;
  /** The folder objects can be read from in place; undefined when they are not on this machine. */
  readonly folder?: string;
  head(key: string): Promise<StoredObject | undefined>;
  /**
   * The bytes of a small object, or of a range of it (`end` exclusive); undefined when there is none. Throws `UnreadableObject`
   * when they cannot be read whole, `DamagedObject` when they are not what was written, as far as the store can know.
   */
  read(
    key: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<Uint8Array | undefined>;
  /** Puts the object's content at `file`, and says which version that was; undefined when there is none. Throws as `read` does. */
  download(key: string, file: string): Promise<StoredObject | undefined>;
  /** Throws `WriteConflict` when what is there is not what was expected. */
  put(key: string, body: Body, expected: Expected): Promise<StoredObject>;
  /**
   * What the content of an object should be; undefined when there is no object, or nothing is known of it. A folder knows nothing,
   * and has no such method: what was written is held there by the ledger and by the checks within zstd and Parquet.
   */
  checksum?(key: string): Promise<ObjectChecksum | undefined>;
  /** Objects below a prefix in order of key, from behind `after`. */
  list(prefix: string, after?: string): AsyncIterable<StoredObject>;
}

/** A precondition failed: another writer got ahead. Read again and redo, by `retryOnConflict`. Nobody is alerted. */
export class WriteConflict extends Error {
  override readonly name = 'WriteConflict';
  constructor(key: string) {
    super(`object ${key}: changed by another writer since it was read`);
  }
}

/** An object that is there could not be read whole, however often it was tried. The next run tries again. Alerted when it lasts. */
export class UnreadableObject extends Error {
  override readonly name: string = 'UnreadableObject';
  /** The object, or what else was read, such as a listing. */
  readonly key: string;
  constructor(key: string, problem: string, options?: ErrorOptions) {
    super(`object ${key}: ${problem}`, options);
    this.key = key;
  }
}

/**
 * An object is not what was written: lost, emptied, cut, or of other bytes, each time it is read. What needs it fails, and nothing
 * else; it has to be made again. Names the object by its key, never by a local copy, and says what to do. Alerted.
 */
export class DamagedObject extends UnreadableObject {
  override readonly name = 'DamagedObject';
  /** What is wrong with it, in words without content. */
  readonly problem: string;
  constructor(key: string, problem: string, options?: ErrorOptions) {
    super(key, `${problem}; ${remedyFor(key)}`, options);
    this.problem = problem;
  }
}
