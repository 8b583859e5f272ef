import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changesBetween } from '../../bench/changes.ts';
import { linkedCopy } from '../../bench/linked-copy.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { codexLog } from '../../src/tables/codex-log.ts';
import { objectKey } from '../../src/tables/layout.ts';
import { coverage } from '../../src/tables/system-tables.ts';
import { versions, withFolder } from '../harness/pull-fixture.ts';

const day = (dt: string) => objectKey(codexLog, dt, 'part-00000');
const bytes = (text: string) => Buffer.from(text);

it('is a lake of its own: the same versions, and what is written to it is only there', async () => {
  await withFolder(async (folder) => {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    const [original, copy] = [folderStore(from), folderStore(to)];
    const written = await original.put(day('2026-11-01'), bytes('before'), 'absent');
    await linkedCopy(from, to);
    expect(await versions(copy)).toEqual(await versions(original));
    await copy.put(written.key, bytes('after'), written);
    await copy.put(day('2026-11-08'), bytes('new'), 'absent');
    expect([...(await versions(original)).entries()]).toEqual([[written.key, written.etag]]);
    expect(await original.read(written.key)).toEqual(bytes('before'));
  });
});

it('tells what became of it: new originals, and partitions that hold other bytes', async () => {
  await withFolder(async (folder) => {
    const [before, after] = [join(folder, 'before'), join(folder, 'after')];
    const was = folderStore(before);
    for (const key of [
      day('2026-11-01'),
      day('2026-11-08'),
      objectKey(coverage, '2026-11-01', 'a'),
      'raw/users/old',
    ])
      await was.put(key, bytes('same'), 'absent');
    await linkedCopy(before, after);
    const is = folderStore(after);
    const write = async (key: string, text: string) =>
      is.put(key, bytes(text), (await is.head(key)) ?? 'absent');
    // Written again with the same bytes: no change.
    await write(day('2026-11-01'), 'same');
    await write(day('2026-11-08'), 'other');
    await write(day('2026-11-15'), 'new');
    // Own tables say what happened; they are nothing that happened.
    await write(objectKey(coverage, '2026-11-01', 'a'), 'other');
    await write('raw/users/new', 'new');
    expect(await changesBetween(before, after)).toEqual({
      newOriginals: ['raw/users/new'],
      changedPartitions: 2,
    });
  });
});
