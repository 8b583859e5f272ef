import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ObjectStore, WriteConflict } from '../../../src/lake/store/object-store.ts';
import { s3Store } from '../../../src/lake/store/s3-store.ts';
import { type Fault, type FaultyProxy, startFaultyProxy } from '../../harness/faulty-proxy.ts';
import { BUCKET, type ConditionalS3, startConditionalS3 } from './conditional-s3.ts';

const MINE = Buffer.from('mine');

let s3: ConditionalS3;
let proxy: FaultyProxy;
let client: S3Client;
let store: ObjectStore;
/** What happens to the requests to come, first to last. */
let faults: (Fault | undefined)[];
beforeEach(async () => {
  s3 = await startConditionalS3();
  proxy = await startFaultyProxy(s3.environment.AWS_ENDPOINT_URL ?? '', () => faults.shift());
  client = clientOf(3);
  store = s3Store(BUCKET, 'lake', client);
  faults = [];
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await s3.close();
});

function clientOf(maxAttempts: number): S3Client {
  return new S3Client({
    endpoint: proxy.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts,
  });
}

it.each<{ readonly lost: readonly Fault[] }>([
  { lost: ['cut after'] },
  { lost: ['cut after', 'cut within'] },
  { lost: ['cut after', 'throttled'] },
  { lost: ['cut after', 'conflict'] },
  { lost: ['cut before', 'cut after'] },
])('a write that was carried out is taken for its own, though its answers met $lost', async ({ lost }) => {
  faults.push(...lost);
  const first = await store.put('a', MINE, 'absent');
  expect(await store.head('a')).toEqual(first);
  faults.push(...lost);
  const second = await store.put('a', Buffer.from('mine again'), first);
  expect(await store.head('a')).toEqual(second);
  expect(faults).toEqual([]);
});

it.each<{ readonly lost: readonly Fault[] }>([{ lost: ['cut within'] }, { lost: ['precondition failed'] }])(
  'a write that another was faster at has lost, though the refusal met $lost',
  async ({ lost }) => {
    await store.put('a', Buffer.from('theirs'), 'absent');
    faults.push(...lost);
    await expect(store.put('a', MINE, 'absent')).rejects.toBeInstanceOf(WriteConflict);
    expect(Buffer.from((await store.read('a')) ?? []).toString()).toBe('theirs');
  },
);

it('a refusal that breaks off is understood, or asked for again, also where the client has given up trying', async () => {
  const once = clientOf(1);
  const impatient = s3Store(BUCKET, 'lake', once);
  faults.push('cut within', 'cut within');
  expect(await impatient.read('a/b')).toBeUndefined();
  const there = await store.put('a/b', Buffer.from('theirs'), 'absent');
  faults.push('cut within');
  await expect(impatient.put('a/b', MINE, 'absent')).rejects.toBeInstanceOf(WriteConflict);
  expect(await store.head('a/b')).toEqual(there);
  expect(proxy.happened).toEqual(['cut within', 'cut within', 'cut within']);
  once.destroy();
});

it('an object is never taken for gone because the network is bad', async () => {
  await store.put('a', MINE, 'absent');
  for (const fault of ['cut before', 'cut after', 'cut within', 'throttled', 'late'] as const) {
    faults.push(fault);
    expect(Buffer.from((await store.read('a')) ?? []).toString()).toBe('mine');
    faults.push(fault);
    expect(await store.head('a')).toMatchObject({ size: MINE.length });
  }
});
