import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { folderStore } from '../../../src/lake/store/folder-store.ts';

const DRAFTS = new URL('../../../src/lake/store/draft-folder.ts', import.meta.url).href;

let folder: string;
let scratch: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-killed-'));
  scratch = join(folder, '.scratch');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (key: string) => folderStore(folder).put(key, Buffer.from(key), 'absent');

/** A process in the middle of writing an object. */
async function writer() {
  const script = `
    import { writeFile } from 'node:fs/promises';
    import { draftFolder } from ${JSON.stringify(DRAFTS)};
    const drafts = draftFolder(${JSON.stringify(scratch)}, ${JSON.stringify(join(folder, '.locks', 'owners'))});
    await drafts.withDraft(async (draft) => {
      await writeFile(draft, 'half');
      console.log('half');
      await new Promise(() => setInterval(() => {}, 1000));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Also where the test fails before it comes to that.
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  return {
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

it("a living writer's draft is left alone by others, and a killed one's is removed by the next who writes", async () => {
  const living = await writer();
  const killed = await writer();
  await killed.kill();
  expect(await readdir(scratch)).toHaveLength(2);
  await put('a');
  expect(await readdir(scratch)).toHaveLength(1);
  expect(await readdir(join(folder, '.locks', 'owners'))).toHaveLength(1);
  await living.kill();
  await put('b');
  expect(await readdir(scratch)).toEqual([]);
  expect(await readdir(join(folder, '.locks', 'owners'))).toEqual([]);
});

it('what an earlier version left is removed when it is a day old', async () => {
  await mkdir(scratch);
  for (const name of ['0c0ffee0-0000-4000-8000-000000000000', 'ledger~a.lock', 'young'])
    await writeFile(join(scratch, name), '');
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const name of await readdir(scratch))
    if (name !== 'young') await utimes(join(scratch, name), yesterday, yesterday);
  await put('a');
  expect(await readdir(scratch)).toEqual(['young']);
});

it.each([
  ['an empty lock file', ''],
  ['one of a process that lives', `${process.pid} 01234567-89ab-cdef-0123-456789abcdef`],
  ['one that is garbage', 'garbage'],
])('of an earlier version, %s hinders no write', async (_what, content) => {
  await mkdir(scratch);
  await writeFile(join(scratch, 'a~b.lock'), content);
  const store = folderStore(folder);
  const first = await store.put('a/b', Buffer.from('1'), 'absent');
  await store.put('a/b', Buffer.from('2'), first);
  expect(Buffer.from((await store.read('a/b')) ?? []).toString()).toBe('2');
});

it('drafts at once share an owner, who leaves with the last of them', async () => {
  const store = folderStore(folder);
  await Promise.all(Array.from({ length: 20 }, (_, i) => store.put(`k/${i}`, Buffer.from('x'), 'absent')));
  expect(await readdir(join(folder, '.locks', 'owners'))).toEqual([]);
});
