import { afterEach, beforeEach, expect, it } from 'vitest';
import { deadlineAfter } from '../../../src/deadline/deadline.ts';
import { type ObjectStore, WriteConflict } from '../../../src/lake/store/object-store.ts';
import { overwrite } from '../../../src/lake/store/overwrite.ts';
import { s3Store } from '../../../src/lake/store/s3-store.ts';
import { BUCKET, type ConditionalS3, startConditionalS3 } from './conditional-s3.ts';

let s3: ConditionalS3;
let store: ObjectStore;
beforeEach(async () => {
  s3 = await startConditionalS3();
  store = s3Store(BUCKET, '', s3.client);
});
afterEach(() => s3.close());

it('takes a write whose answer got lost for its own, not for a lost race', async () => {
  s3.mishaps.push('answer lost');
  const put = await store.put('a', Buffer.from('mine'), 'absent');
  expect(s3.puts()).toBe(2);
  expect(await store.head('a')).toEqual(put);
  s3.mishaps.push('answer lost');
  const next = await store.put('a', Buffer.from('mine again'), put);
  expect(s3.puts()).toBe(4);
  expect(await store.head('a')).toEqual(next);
});

it('still loses a race that somebody else has won', async () => {
  const first = await store.put('a', Buffer.from('first'), 'absent');
  await store.put('a', Buffer.from('theirs'), first);
  await expect(store.put('a', Buffer.from('mine'), first)).rejects.toBeInstanceOf(WriteConflict);
});

it('is tried again, by who writes, when S3 sees two writers at once', async () => {
  s3.mishaps.push('conflict', 'conflict');
  await overwrite(store, 'a', Buffer.from('mine'));
  expect(s3.puts()).toBe(3);
  expect(Buffer.from((await store.read('a')) ?? []).toString()).toBe('mine');
});

it('gives up when conflicts do not end with the time of the run, and says so', async () => {
  s3.mishaps.push(...Array.from({ length: 1000 }, () => 'conflict' as const));
  await expect(store.put('a', Buffer.from('mine'), 'absent')).rejects.toBeInstanceOf(WriteConflict);
  const deadline = deadlineAfter(100, { graceMs: 100 });
  await expect(overwrite(store, 'a', Buffer.from('mine'), deadline)).rejects.toThrow('out of time');
  expect(await store.head('a')).toBeUndefined();
});

it('keeps lakes of one bucket apart by their prefix', async () => {
  const one = s3Store(BUCKET, 'one', s3.client);
  const two = s3Store(BUCKET, 'one-two/', s3.client);
  await one.put('a', Buffer.from('1'), 'absent');
  await two.put('b', Buffer.from('2'), 'absent');
  expect((await Array.fromAsync(one.list(''))).map(({ key }) => key)).toEqual(['a']);
  expect((await Array.fromAsync(two.list(''))).map(({ key }) => key)).toEqual(['b']);
  expect(two.location).toBe('s3://lake/one-two/');
});

it('says of a bucket that is not there what to check, and does not take it for a lost race', async () => {
  const nowhere = s3Store('no-such-bucket', 'acme', s3.client);
  const writing = nowhere.put('a', Buffer.from('mine'), 'absent');
  await expect(writing).rejects.toThrow(
    /^lake s3:\/\/no-such-bucket\/acme\/: writing a: AWS answered 404 \(NoSuchBucket: .*\); check the name of the bucket$/,
  );
});
