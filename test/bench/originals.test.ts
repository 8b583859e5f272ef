import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { joinFiles } from '../../bench/originals.ts';
import { withFolder } from '../harness/pull-fixture.ts';

it('joins files in order, each line whole, to files no larger than the largest of upstream', async () => {
  await withFolder(async (folder) => {
    const long = `"${'x'.repeat(6_000_000)}"`;
    const contents = ['1\n2\n', '3', '', `${long}\n`, long, `${long}\n`, '4\n'];
    const files = contents.map((_, i) => join(folder, `${i}`));
    for (const [i, file] of files.entries()) await writeFile(file, contents[i] ?? '');
    await joinFiles(files, join(folder, 'joined'));
    const names = (await readdir(join(folder, 'joined'))).toSorted();
    const joined = await Promise.all(names.map((name) => readFile(join(folder, 'joined', name), 'utf8')));
    expect(joined.join('')).toBe(`1\n2\n3\n${long}\n${long}\n${long}\n4\n`);
    expect(joined.map(({ length }) => length < 15_000_000)).toEqual([true, true]);
  });
});
