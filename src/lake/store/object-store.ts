/** An object as the store lists it. The etag changes whenever the content does; its form is the store's own. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
}

/** What a write expects to find: the object it read before, or nothing. */
export type Expected = StoredObject | 'absent';

export type Body = Uint8Array | { readonly file: string };

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
  /** The bytes of a small object, or of a range of it (`end` exclusive); undefined when there is none. */
  read(
    key: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<Uint8Array | undefined>;
  /** Puts the object's content at `file`, and says which version that was; undefined when there is none. */
  download(key: string, file: string): Promise<StoredObject | undefined>;
  /** Throws `WriteConflict` when what is there is not what was expected. */
  put(key: string, body: Body, expected: Expected): Promise<StoredObject>;
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
