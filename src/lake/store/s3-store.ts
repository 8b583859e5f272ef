import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import pRetry from 'p-retry';
import { awsRequestHandler } from '../../http/proxy.ts';
import {
  type Body,
  type Expected,
  type ObjectChecksum,
  type ObjectStore,
  type StoredObject,
  WriteConflict,
} from './object-store.ts';
import { isGarbled, type OpenedBody, readListing, readWhole } from './read-whole.ts';
import { onS3 } from './s3-failure.ts';
import { sha256OfBytes } from './sha256.ts';

/** Metadata of an object: what it holds, and which write it is of. */
const SHA256 = 'sha256';
const WRITE_ID = 'write-id';
/** Two writes meet for an instant: a few tries of the same PUT, before all that led to it is done again. */
const MEETING = { retries: 3, minTimeout: 20, maxTimeout: 200, randomize: true } as const;

/** How long a connection may take, and how long one may be silent, before it is given up and tried again. */
const CONNECT_MS = 10_000;
const SILENT_MS = 60_000;

/** A client with the settings the store needs; region, credentials and `AWS_ENDPOINT_URL` come from the environment. */
export function s3Client(): S3Client {
  return new S3Client({
    maxAttempts: 6,
    requestHandler: { ...awsRequestHandler(), connectionTimeout: CONNECT_MS, socketTimeout: SILENT_MS },
    // Emulators on one port know buckets by path only; AWS itself is asked by host name.
    forcePathStyle:
      process.env.AWS_ENDPOINT_URL !== undefined || process.env.AWS_ENDPOINT_URL_S3 !== undefined,
  });
}

export interface S3Options {
  /** ARN of the KMS key of what analysts do not read: originals, quarantine, the lake's own secrets. By default the bucket's. */
  readonly rawKmsKey?: string | undefined;
}

const NOT_FOR_ANALYSTS = /^(raw|quarantine|private|content|journal)\//;

/** A store in S3 below `prefix`. Preconditions are S3's own conditional writes. */
export function s3Store(
  bucket: string,
  prefix: string,
  client: S3Client,
  { rawKmsKey }: S3Options = {},
): ObjectStore {
  const base = prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`;
  const location = `s3://${bucket}/${base}`;
  const at = (key: string) => ({ Bucket: bucket, Key: base + key });
  const encryption = (key: string) =>
    rawKmsKey !== undefined && NOT_FOR_ANALYSTS.test(key)
      ? { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: rawKmsKey, BucketKeyEnabled: true }
      : {};

  async function headOf(key: string): Promise<Head | undefined> {
    try {
      const found = await client.send(new HeadObjectCommand({ ...at(key), ChecksumMode: 'ENABLED' }));
      return {
        object: { key, size: found.ContentLength ?? 0, etag: found.ETag ?? '' },
        writeId: found.Metadata?.[WRITE_ID],
        computed: hexOf(found.ChecksumSHA256),
        stated: found.Metadata?.[SHA256],
      };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async function put(key: string, body: Body, expected: Expected): Promise<StoredObject> {
    // Parts are of at most some 150 MB; a stream could not be sent again by the SDK's own retries.
    const bytes = 'file' in body ? await readFile(body.file) : body;
    const writeId = randomUUID();
    const sha256 = sha256OfBytes(bytes);
    const command = () =>
      new PutObjectCommand({
        ...at(key),
        ...encryption(key),
        ...(expected === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: expected.etag }),
        Body: bytes,
        // S3 refuses what arrives otherwise, and keeps it beside the object.
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        Metadata: { [SHA256]: sha256, [WRITE_ID]: writeId },
      });
    try {
      // 409: two writes met, and S3 asks for another try; what the write expects to find, it still says.
      const { ETag } = await pRetry(() => client.send(command()), {
        ...MEETING,
        shouldRetry: ({ error }) => refusalOf(error) === 409,
      });
      return { key, size: bytes.length, etag: ETag ?? '' };
    } catch (error) {
      const status = refusalOf(error);
      if (status === 409) throw new WriteConflict(key);
      if (status !== 412 && (status !== 404 || isNoBucket(error))) throw error;
      // The SDK may have retried a PUT whose answer got lost: then the object there is of this very write, and there was no
      // conflict. That its content is the same would not do: another writer may have come to the same.
      const there = await headOf(key);
      if (there?.writeId === writeId) return there.object;
      throw new WriteConflict(key);
    }
  }

  async function open(
    key: string,
    range?: { start: number; end: number },
  ): Promise<(OpenedBody & { readonly object: StoredObject }) | undefined> {
    try {
      const Range = range && `bytes=${range.start}-${range.end - 1}`;
      const found = await client.send(new GetObjectCommand({ ...at(key), ...(Range && { Range }) }));
      if (!(found.Body instanceof Readable)) throw new Error(`object ${key}: an answer without a body`);
      const { Body: body, ContentLength: size, ETag: etag = '' } = found;
      const sha256 = range === undefined ? found.Metadata?.[SHA256] : undefined;
      return { body, size, sha256, object: { key, size: size ?? 0, etag } };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async function* list(under: string, after?: string): AsyncIterable<StoredObject> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: base + under,
        ...(after !== undefined && { StartAfter: base + after }),
        ...(token !== undefined && { ContinuationToken: token }),
      });
      const page = await onS3(location, `listing what is below ${under}`, () =>
        readListing(under, () => client.send(command)),
      );
      for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? []) {
        yield { key: Key.slice(base.length), size: Size, etag: ETag };
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  return {
    location,
    list,
    put: (key, body, expected) => onS3(location, `writing ${key}`, () => put(key, body, expected)),
    async head(key) {
      return (await onS3(location, `looking for ${key}`, () => headOf(key)))?.object;
    },
    async read(key, range) {
      let chunks: Uint8Array[] = [];
      const collect = () => {
        chunks = [];
        return new Writable({
          write(chunk: Uint8Array, _encoding, done) {
            chunks.push(chunk);
            done();
          },
        });
      };
      const reading = () => readWhole(key, () => open(key, range), collect);
      const found = await onS3(location, `reading ${key}`, reading);
      return found && Buffer.concat(chunks);
    },
    async download(key, file) {
      const save = () => createWriteStream(file);
      const reading = () => readWhole(key, () => open(key), save);
      return (await onS3(location, `reading ${key}`, reading))?.object;
    },
    async checksum(key): Promise<ObjectChecksum | undefined> {
      const found = await onS3(location, `looking for ${key}`, () => headOf(key));
      if (found?.computed !== undefined) return { ...found.object, sha256: found.computed, by: 'store' };
      return found?.stated === undefined
        ? undefined
        : { ...found.object, sha256: found.stated, by: 'writer' };
    },
  };
}

interface Head {
  readonly object: StoredObject;
  readonly writeId: string | undefined;
  /** SHA-256 in hex: what S3 computed, what the writer stated. */
  readonly computed: string | undefined;
  readonly stated: string | undefined;
}

/** S3's base64 in hex. A checksum of checksums, of an object sent in parts, ends with their number and is none of the content. */
function hexOf(base64: string | undefined): string | undefined {
  return base64 === undefined || base64.includes('-')
    ? undefined
    : Buffer.from(base64, 'base64').toString('hex');
}

function isNoBucket(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchBucket';
}

/** What a PUT was refused for; that its precondition does not hold, or another write met it, is known though the rest broke off. */
function refusalOf(error: unknown): number | undefined {
  if (!isGarbled(error)) return statusOf(error);
  const status: unknown = Object(Object(error).$metadata).httpStatusCode;
  return status === 409 || status === 412 ? status : undefined;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
