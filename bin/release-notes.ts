import { readFile } from 'node:fs/promises';
import { notesOf } from './changelog.ts';

/** `npm run release-notes -- VERSION`: prints what the changelog says of a release; `Unreleased` prints what the next one will. */
const CHANGELOG = new URL('../CHANGELOG.md', import.meta.url);

const [version] = process.argv.slice(2);
try {
  if (version === undefined)
    throw new Error(
      'release-notes: no version given; give one of CHANGELOG.md, such as 0.2.0, or Unreleased',
    );
  console.log(notesOf(await readFile(CHANGELOG, 'utf8'), version));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
