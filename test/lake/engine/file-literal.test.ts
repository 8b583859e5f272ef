import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDuckDb } from '../../../src/lake/engine/duckdb.ts';
import { fileList, fileLiteral } from '../../../src/lake/engine/file-literal.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Functions of SQL that read a file, and COPY that writes one, with what their path is made by. */
const PATHS = /\b(?:(?:read_\w+|glob|parquet_\w+)\(|COPY\b[^`]*?\bTO )(?:\$\{(\w+)|['[])/gs;

async function sources(): Promise<string[]> {
  const found = [];
  for (const root of ['src', 'lambdas'])
    for (const file of await readdir(join(ROOT, root), { recursive: true }))
      if (file.endsWith('.ts')) found.push(join(root, file));
  return found;
}

describe('a path in a statement', () => {
  it('is always made by the one function for it, in all that runs', async () => {
    const made = [];
    for (const file of await sources())
      for (const [, by] of (await readFile(join(ROOT, file), 'utf8')).matchAll(PATHS)) made.push([file, by]);
    expect(made.length).toBeGreaterThan(6);
    expect(made.filter(([, by]) => by !== 'fileLiteral' && by !== 'fileList')).toEqual([]);
  });

  it('is refused where DuckDB may take it for a pattern, and quoted where not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        if (/[*?[\\]/.test(name)) expect(() => fileLiteral(`/a/${name}`)).toThrow('takes for a pattern');
        else expect(fileLiteral(`/a/${name}`)).toBe(`'/a/${name.replaceAll("'", "''")}'`);
      }),
    );
    expect(fileList(["/it's", '/b'])).toBe("['/it''s', '/b']");
  });

  it.each(['team[1]', 'q?', 'a*', 'back\\slash'])(
    'is refused at once where the temporary folder is in one named %s, with the remedy',
    async (name) => {
      await expect(openDuckDb({ workDir: `/tmp/${name}/work` })).rejects.toThrow(/another TMPDIR/);
    },
  );
});
