import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

it('each limit in docs/limits.md names a test that is there', async () => {
  const rows = (await read('docs/limits.md')).split('\n').filter((line) => /^\| (?!-|What )/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    const [, file = '', name = ''] = /\| `(test\/[^`]+\.test\.ts)`(?:: ([^|]+?))? *\|$/.exec(row) ?? [];
    expect(file, row).not.toBe('');
    // Apostrophes are spelled both ways.
    expect((await read(file)).replaceAll('’', "'")).toContain(name);
  }
});
