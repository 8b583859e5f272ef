import { readFile, writeFile } from 'node:fs/promises';
import { withRelease } from './changelog.ts';

/**
 * What `npm version` runs once package.json has the new version: what is unreleased becomes the section of that version, and
 * `src/http/user-agent.ts` says it too. Changes nothing when nothing is unreleased.
 */
const CHANGELOG = new URL('../CHANGELOG.md', import.meta.url);
const VERSION_FILE = new URL('../src/http/user-agent.ts', import.meta.url);
const SAID = /(?<=VERSION = ')[^']+(?=')/;

try {
  const { npm_package_version: version = '' } = process.env;
  const cut = withRelease(await readFile(CHANGELOG, 'utf8'), version, new Date().toISOString().slice(0, 10));
  const source = await readFile(VERSION_FILE, 'utf8');
  if (!SAID.test(source)) throw new Error('src/http/user-agent.ts: says no VERSION; see its comment');
  await writeFile(CHANGELOG, cut);
  await writeFile(VERSION_FILE, source.replace(SAID, version));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
