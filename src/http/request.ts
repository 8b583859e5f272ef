/** How many requests of a kind upstream takes. */
export interface RateLimit {
  /** The kind: all requests of one name share the limit. */
  readonly name: string;
  /** What is known of upstream: a start, which its answers correct. */
  readonly perMinute: number;
}

/** One request of what upstream has. */
export interface HttpRequest {
  readonly url: URL;
  /** Bearer token, sent to the URL's own origin only. */
  readonly key?: string;
  /** The key before it, which is asked with where upstream refuses `key`, so that nothing stands still while one is rotated. */
  readonly previousKey?: string;
  /** What is asked for, for errors: `usage of 2026-11-02`. */
  readonly subject: string;
  /** @default none of our own; upstream's is obeyed in any case */
  readonly rateLimit?: RateLimit;
  /** Whether a redirect to another origin is refused. @default false */
  readonly sameOriginOnly?: boolean;
  /** Size of the answer, decompressed, beyond which it is refused while it is read. @default 32 MiB of JSON, 512 MiB of a file */
  readonly maxBytes?: number;
}

/** A file as it was received. */
export interface Download {
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}
