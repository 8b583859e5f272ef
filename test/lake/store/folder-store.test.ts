import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderStore } from '../../../src/lake/store/folder-store.ts';
import { type OpenStore, openFolderStore } from './stores.ts';

let opened: OpenStore;
let folder: string;
beforeEach(async () => {
  opened = await openFolderStore();
  folder = opened.store.folder ?? '';
});
afterEach(() => opened.close());

it.each(['../outside', 'a/../../outside', '/etc/outside', '', '.'])(
  'refuses the key %j, which is not inside',
  async (key) => {
    const { store } = opened;
    await expect(store.put(key, new Uint8Array(), 'absent')).rejects.toThrow('outside of');
    await expect(store.head(key)).rejects.toThrow('outside of');
    await expect(store.read(key)).rejects.toThrow('outside of');
    await expect(store.download(key, join(folder, 'x'))).rejects.toThrow('outside of');
  },
);

it('does not mistake a folder beside it with a longer name for itself', async () => {
  await mkdir(`${folder}-two`, { recursive: true });
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  await expect(opened.store.read(`../${name}-two/x`)).rejects.toThrow('outside of');
});

it('keeps drafts and locks out of sight, and none behind', async () => {
  const first = await opened.store.put('a', Buffer.from('1'), 'absent');
  await opened.store.put('a', Buffer.from('2'), first);
  await expect(opened.store.put('a', Buffer.from('3'), first)).rejects.toThrow('another writer');
  expect(await readdir(join(folder, '.scratch'))).toEqual([]);
  await writeFile(join(folder, '.scratch', 'draft'), 'half');
  expect((await Array.fromAsync(opened.store.list(''))).map(({ key }) => key)).toEqual(['a']);
});

it('lists nothing where there is no folder yet', async () => {
  expect(await Array.fromAsync(folderStore(join(folder, 'new')).list(''))).toEqual([]);
});
