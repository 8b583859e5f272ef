import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MUTATIONS } from './mutations.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test.each(MUTATIONS)('can be broken on purpose: $what', async ({ file, find, and, test: [named = ''] }) => {
  const text = await readFile(join(ROOT, file), 'utf8');
  for (const one of and === undefined ? [find] : [find, and.find])
    expect([one, text.split(one).length - 1]).toEqual([one, 1]);
  expect([named, existsSync(join(ROOT, named))]).toEqual([named, true]);
});
