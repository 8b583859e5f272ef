import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ObjectStore, type StoredObject, WriteConflict } from '../../../src/lake/store/object-store.ts';
import { KEYS_A_PAGE } from './conditional-s3.ts';
import type { OpenStore } from './stores.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (read: Uint8Array | undefined) => read && new TextDecoder().decode(read);

/** What every store holds to, wherever it keeps objects. `keysAPage`: how many keys it gives at once. */
export function describeStore(name: string, open: () => Promise<OpenStore>, keysAPage = KEYS_A_PAGE): void {
  describe(`a store in ${name}`, () => {
    let opened: OpenStore;
    let store: ObjectStore;
    let scratch: string;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      scratch = await mkdtemp(join(tmpdir(), 'codex-lake-scratch-'));
    });
    afterEach(async () => {
      await opened.close();
      await rm(scratch, { recursive: true, force: true });
    });

    const keys = async (prefix: string, after?: string) =>
      (await Array.fromAsync(store.list(prefix, after))).map(({ key }) => key);

    it('has nothing under a key that was never written', async () => {
      expect(await store.head('a/b')).toBeUndefined();
      expect(await store.read('a/b')).toBeUndefined();
      expect(await store.read('a/b', { start: 0, end: 4 })).toBeUndefined();
      expect(await store.download('a/b', join(scratch, 'x'))).toBeUndefined();
      expect(await keys('')).toEqual([]);
    });

    it('gives back what was put, from memory and from a file', async () => {
      const file = join(scratch, 'body');
      await writeFile(file, 'from a file');
      const put = await store.put('a/file', { file }, 'absent');
      expect(put).toMatchObject({ key: 'a/file', size: 11 });
      expect(textOf(await store.read('a/file'))).toBe('from a file');
      await store.put('a/bytes', bytes('from memory'), 'absent');
      expect(textOf(await opened.again().read('a/bytes'))).toBe('from memory');
      await store.put('a/empty', new Uint8Array(), 'absent');
      expect(await store.head('a/empty')).toMatchObject({ size: 0 });
    });

    it('names one version alike in put, head, list and download', async () => {
      const put = await store.put('a/b', bytes('one'), 'absent');
      expect(await store.head('a/b')).toEqual(put);
      expect(await opened.again().head('a/b')).toEqual(put);
      expect(await Array.fromAsync(store.list(''))).toEqual([put]);
      expect(await store.download('a/b', join(scratch, 'x'))).toEqual(put);
      const next = await store.put('a/b', bytes('two'), put);
      expect(next.etag).not.toBe(put.etag);
      expect(await store.head('a/b')).toEqual(next);
    });

    it('loses the race for a new key that is there already', async () => {
      await store.put('a/b', bytes('first'), 'absent');
      await expect(store.put('a/b', bytes('second'), 'absent')).rejects.toBeInstanceOf(WriteConflict);
      expect(textOf(await store.read('a/b'))).toBe('first');
    });

    it('loses the race for a version that is no longer there', async () => {
      const first = await store.put('a/b', bytes('first'), 'absent');
      await store.put('a/b', bytes('second'), first);
      await expect(store.put('a/b', bytes('third'), first)).rejects.toBeInstanceOf(WriteConflict);
      expect(textOf(await store.read('a/b'))).toBe('second');
    });

    it('loses the race for an object that is gone', async () => {
      const gone: StoredObject = { key: 'a/b', size: 1, etag: '"0123456789abcdef0123456789abcdef"' };
      await expect(store.put('a/b', bytes('x'), gone)).rejects.toBeInstanceOf(WriteConflict);
      expect(await store.head('a/b')).toBeUndefined();
    });

    it('lets exactly one of many writers of a new key win', async () => {
      const writers = Array.from({ length: 12 }, (_, i) =>
        opened.again().put('a/b', bytes(`writer ${i}`), 'absent'),
      );
      const outcomes = await Promise.allSettled(writers);
      const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(WriteConflict);
      }
      expect(textOf(await store.read('a/b'))).toBe(`writer ${won}`);
    });

    it('lets exactly one of many writers of one version win', async () => {
      const first = await store.put('a/b', bytes('first'), 'absent');
      const writers = Array.from({ length: 12 }, (_, i) =>
        opened.again().put('a/b', bytes(`writer ${i}`), first),
      );
      const outcomes = await Promise.allSettled(writers);
      const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(textOf(await store.read('a/b'))).toBe(`writer ${won}`);
    });

    it('loses no word of writers who look again after a lost race', async () => {
      const add = async (writer: ObjectStore, word: string): Promise<void> => {
        const there = await writer.head('words');
        const words = there === undefined ? '' : textOf(await writer.read('words'));
        try {
          await writer.put('words', bytes(`${words} ${word}`), there ?? 'absent');
        } catch (error) {
          if (!(error instanceof WriteConflict)) throw error;
          return add(writer, word);
        }
      };
      const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
      await Promise.all(words.map((word) => add(opened.again(), word)));
      expect(
        textOf(await store.read('words'))
          ?.trim()
          .split(' ')
          .sort(),
      ).toEqual([...words].sort());
    });

    it('lists keys in byte order below a prefix that may end inside a name', async () => {
      const all = ['a/b/c', 'a/b-1', 'a/b.d', 'a/b0', 'a/bb/z', 'a/B', 'ab', 'b'];
      for (const key of all) await store.put(key, bytes(key), 'absent');
      const sorted = [...all].sort();
      expect(await keys('')).toEqual(sorted);
      for (const prefix of ['a', 'a/', 'a/b', 'a/b/', 'a/bb/z', 'a/bb/zz', 'b', 'c']) {
        expect(await keys(prefix), prefix).toEqual(sorted.filter((key) => key.startsWith(prefix)));
      }
    });

    it('lists from behind a key, be it there or not', async () => {
      const all = ['t/dt=1/x', 't/dt=1/y', 't/dt=2/x', 't/dt=3/x', 'u/x'];
      for (const key of all) await store.put(key, bytes(key), 'absent');
      for (const after of ['t/dt=1', 't/dt=1/x', 't/dt=1/xx', 't/dt=2', 't/dt=2/', 't/dt=3/x', 't', 'z']) {
        expect(await keys('t/', after), after).toEqual(
          all.filter((key) => key.startsWith('t/') && key > after),
        );
      }
    });

    it('lists more than a page of keys', async () => {
      const all = Array.from({ length: 2 * keysAPage + 5 }, (_, i) => `p/${String(i).padStart(4, '0')}`);
      for (const key of all) await store.put(key, new Uint8Array(), 'absent');
      expect(await keys('p/')).toEqual(all);
      expect(await keys('p/', 'p/0004')).toEqual(all.slice(5));
    });

    it('reads a range, cut at the end of the object', async () => {
      await store.put('a', bytes('0123456789'), 'absent');
      expect(textOf(await store.read('a', { start: 2, end: 5 }))).toBe('234');
      expect(textOf(await store.read('a', { start: 0, end: 1 }))).toBe('0');
      expect(textOf(await store.read('a', { start: 7, end: 100 }))).toBe('789');
    });

    it('downloads a snapshot that later writes do not touch', async () => {
      const first = await store.put('a/b', bytes('first'), 'absent');
      const file = join(scratch, 'snapshot');
      await store.download('a/b', file);
      const second = await store.put('a/b', bytes('second!'), first);
      expect(await readFile(file, 'utf8')).toBe('first');
      expect(await store.download('a/b', file)).toEqual(second);
      expect(await readFile(file, 'utf8')).toBe('second!');
      expect(textOf(await store.read('a/b'))).toBe('second!');
    });
  });
}
