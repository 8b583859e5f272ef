import { createHash } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pRetry from 'p-retry';
import { DamagedObject, UnreadableObject } from './object-store.ts';

/** Five tries in all, over some seconds. */
const BACKOFF = { retries: 4, minTimeout: 200, maxTimeout: 5_000, randomize: true } as const;

/** An answer whose body has yet to be read. */
export interface OpenedBody {
  readonly body: Readable;
  /** Bytes the body should have; without it, its end cannot be told from its loss. */
  readonly size: number | undefined;
  /** In hex; undefined when only a part was asked for, or it is not known. */
  readonly sha256: string | undefined;
}

/**
 * Reads a body to its end: opens it anew when it breaks off, is shorter or longer than was said, or is not what was written. (A
 * client's own retries end with the head of an answer.) Each try gets a sink of its own. Throws `UnreadableObject`, or
 * `DamagedObject` when every whole read was of something else.
 */
export function readWhole<Opened extends OpenedBody>(
  key: string,
  open: () => Promise<Opened | undefined>,
  sinkOf: () => Writable,
): Promise<Opened | undefined> {
  return pRetry(
    async (attempt) => {
      const opened = await clearly(key, 'it cannot be read', attempt, open);
      if (opened === undefined) return undefined;
      await drain(key, opened, sinkOf(), attempt);
      return opened;
    },
    {
      ...BACKOFF,
      // What refuses to be opened was tried again by the client already; a full disk stays full.
      shouldRetry: ({ error }) => error instanceof UnreadableObject,
    },
  );
}

async function drain(
  key: string,
  { body, size, sha256 }: OpenedBody,
  sink: Writable,
  attempt: number,
): Promise<void> {
  const hash = createHash('sha256');
  const tries = times(attempt);
  let read = 0;
  // Whichever breaks takes the other one along.
  let isSinkBroken = false;
  sink.once('error', () => {
    isSinkBroken = !body.errored;
  });
  async function* measured(source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      read += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  }
  const failed = (cause?: unknown) => {
    const said = cause instanceof Error ? ` (${cause.message})` : '';
    return new UnreadableObject(
      key,
      `its content ended after ${read} of ${size ?? 'an unknown number of'} bytes${said}, tried ${tries}; run again, and if it stays so, look at the network and at the store`,
      { cause },
    );
  };
  const damaged = (cause?: unknown) =>
    new DamagedObject(key, `its ${read} bytes are not those that were written (checksum), read ${tries}`, {
      cause,
    });
  try {
    await pipeline(body, measured, sink);
  } catch (error) {
    if (isSinkBroken) throw error;
    // All is there, and the client's own check says that it is not right.
    throw read === size ? damaged(error) : failed(error);
  }
  if (read !== size) throw failed();
  if (sha256 !== undefined && hash.digest('hex') !== sha256) throw damaged();
}

/** Asks for a page of keys, and again when the answer could not be understood, as its text ended early. What was answered clearly was tried again already. */
export function readListing<T>(prefix: string, ask: () => Promise<T>): Promise<T> {
  return pRetry((attempt) => clearly(prefix, 'what is below it cannot be listed', attempt, ask), {
    ...BACKOFF,
    shouldRetry: ({ error }) => error instanceof UnreadableObject,
  });
}

/** Asks for something; an answer that could not be understood, be it a refusal, is an `UnreadableObject`. */
async function clearly<T>(key: string, what: string, attempt: number, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isGarbled(error)) throw error;
    throw new UnreadableObject(
      key,
      `${what}, as the answer is garbled, asked ${times(attempt)}; run again, and if it stays so, look whether a proxy stands between`,
      { cause: error },
    );
  }
}

/** The client of AWS marks what it could not read of an answer so; an error that was answered has its own class. */
export function isGarbled(error: unknown): boolean {
  return error instanceof Error && '$response' in error && !('$fault' in error);
}

function times(attempt: number): string {
  return attempt === 1 ? 'once' : `${attempt} times`;
}
