import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bundle, bundleHandlers } from '../../lib/bundle-handlers.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MOST_BYTES = 1_000_000;
let folder: string;
let bundles: Bundle[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-bundles-'));
  bundles = await bundleHandlers(folder);
});
afterAll(() => rm(folder, { recursive: true }));

it('keeps every handler below 1 MB, its SDK included and the engine not', () => {
  expect(bundles.length).toBeGreaterThan(3);
  expect(bundles.filter(({ bytes }) => bytes > MOST_BYTES)).toEqual([]);
});

it('imports zod as a namespace, so that its languages are left out of bundles', async () => {
  const wrong: string[] = [];
  for (const folder of ['lambdas', 'src']) {
    const files = await readdir(join(ROOT, folder), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts')))
      if (/import \{[^}]*\bz\b[^}]*\} from 'zod'/.test(await readFile(join(ROOT, folder, file), 'utf8')))
        wrong.push(file);
  }
  expect(wrong).toEqual([]);
});
