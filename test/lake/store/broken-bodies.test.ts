import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedObject, type ObjectStore, UnreadableObject } from '../../../src/lake/store/object-store.ts';
import { s3Store } from '../../../src/lake/store/s3-store.ts';
import { sha256OfBytes } from '../../../src/lake/store/sha256.ts';
import { countAttacks } from '../../proofs/count-attacks.ts';
import { type Break, type BrokenS3, startBrokenS3 } from './broken-s3.ts';
import { BUCKET } from './conditional-s3.ts';

const CONTENT = Buffer.from('what was written'.repeat(20_000));
const BREAKS: readonly Break[] = ['breaks off', 'ends early', 'flips a byte', 'stalls'];
const TRIES = 5;

let s3: BrokenS3;
let store: ObjectStore;
let folder: string;
beforeEach(async () => {
  s3 = await startBrokenS3();
  store = s3Store(BUCKET, 'lake', s3.client);
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-broken-'));
  await store.put('a/b', CONTENT, 'absent');
});
afterEach(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

countAttacks('bodies that S3 breaks off or changes');

describe.each(BREAKS)('an answer of S3 that %s', (how) => {
  it('is read again, into memory', async () => {
    s3.breaks.push(how, how);
    expect(CONTENT.equals((await store.read('a/b')) ?? Buffer.of())).toBe(true);
    expect(s3.gets).toHaveLength(3);
  });

  it('is read again, into a file', async () => {
    s3.breaks.push(how, how);
    const file = join(folder, 'file');
    expect(await store.download('a/b', file)).toEqual(await store.head('a/b'));
    expect(CONTENT.equals(await readFile(file))).toBe(true);
  });

  it('time after time is an error with its key, what happened, and what to do', async () => {
    s3.breaks.push(...Array.from({ length: TRIES }, () => how));
    const reading = store.read('a/b');
    await expect(reading).rejects.toBeInstanceOf(how === 'flips a byte' ? DamagedObject : UnreadableObject);
    await expect(reading).rejects.toThrow(
      how === 'flips a byte'
        ? /^object a\/b: its 320000 bytes are not those that were written .* 5 times; .codex-lake fsck --repair/
        : /^object a\/b: its content ended after \d+ of .* bytes.*, tried 5 times; run again/,
    );
    expect(s3.gets).toHaveLength(TRIES);
  }, 30_000);
});

it.each(['breaks off', 'ends early'] as const)('a listing that %s is read again', async (how) => {
  await store.put('a/c', Buffer.from('c'), 'absent');
  s3.breaks.push(how);
  expect((await Array.fromAsync(store.list('a/'))).map(({ key }) => key)).toEqual(['a/b', 'a/c']);
});

it('a range that breaks off is read again', async () => {
  s3.breaks.push('breaks off');
  const read = await store.read('a/b', { start: 5, end: 8 });
  expect(Buffer.from(read ?? []).toString()).toBe('was');
});

it('a disk that is full is not taken for an answer that broke off', async () => {
  await expect(store.download('a/b', join(folder, 'no such folder', 'file'))).rejects.toThrow('ENOENT');
  expect(s3.gets).toHaveLength(1);
});

describe('the checksum of an object', () => {
  it('is that of its content, from the store or from its writer, and nothing is read for it', async () => {
    expect(await store.checksum?.('a/b')).toMatchObject({
      key: 'a/b',
      size: CONTENT.length,
      sha256: sha256OfBytes(CONTENT),
    });
    expect(s3.gets).toEqual([]);
  });

  it('is not known where there is no object, nor of one that others put there', async () => {
    expect(await store.checksum?.('a/c')).toBeUndefined();
    await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'lake/a/d', Body: 'theirs' }));
    expect(await store.checksum?.('a/d')).toBeUndefined();
    expect(Buffer.from((await store.read('a/d')) ?? []).toString()).toBe('theirs');
  });
});
