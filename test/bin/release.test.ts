import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notesOf, releasesOf, withRelease } from '../../bin/changelog.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

const CHANGELOG = `# Changelog

For people whose queries read the tables.

## Unreleased

- A table: \`meals\`.

## 0.2.0, 2026-12-01

- A column.
  It is null before.

### For operators

- An alarm.

## 0.1.0, 2026-11-01

First version.
`;

describe('release notes', () => {
  it('are the section of the version, and nothing of its neighbours', () => {
    expect(notesOf(CHANGELOG, '0.2.0')).toBe(
      '- A column.\n  It is null before.\n\n### For operators\n\n- An alarm.',
    );
    expect(notesOf(CHANGELOG, '0.1.0')).toBe('First version.');
    expect(notesOf(CHANGELOG, 'Unreleased')).toBe('- A table: `meals`.');
  });

  it('of a version that is not there name those that are', () => {
    expect(() => notesOf(CHANGELOG, '0.3.0')).toThrow(
      'CHANGELOG.md: has no section "0.3.0"; it has Unreleased, 0.2.0, 0.1.0',
    );
  });

  it('that say nothing are refused', () => {
    const changelog = CHANGELOG.replace('- A table: `meals`.\n', '');
    expect(() => notesOf(changelog, 'Unreleased')).toThrow('its section "Unreleased" is empty');
    expect(() => withRelease(changelog, '0.3.0', '2026-12-24')).toThrow('is empty');
  });

  it('are found under headings of one form only', () => {
    expect(() => releasesOf('## v0.2.0\n\n- A column.\n')).toThrow('the heading "## v0.2.0" is none');
    expect(() => releasesOf('## 0.2.0\n\n- A column.\n')).toThrow('such as "## 0.2.0, 2026-12-01"');
  });
});

describe('a release', () => {
  it('is what was unreleased, and leaves nothing unreleased', () => {
    const cut = withRelease(CHANGELOG, '0.3.0', '2026-12-24');
    expect(releasesOf(cut).map(({ name }) => name)).toEqual(['Unreleased', '0.3.0', '0.2.0', '0.1.0']);
    expect(notesOf(cut, '0.3.0')).toBe(notesOf(CHANGELOG, 'Unreleased'));
    expect(notesOf(cut, '0.2.0')).toBe(notesOf(CHANGELOG, '0.2.0'));
    expect(() => withRelease(cut, '0.4.0', '2026-12-31')).toThrow('is empty');
  });

  it('of a version there is already is refused', () => {
    expect(() => withRelease(CHANGELOG, '0.2.0', '2026-12-24')).toThrow('has a section "0.2.0" already');
  });
});

it('the changelog has the form releases are read in, the next one first', async () => {
  const [next] = releasesOf(await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'));
  expect(next?.name).toBe('Unreleased');
});

describe('the scripts', () => {
  let copy: string;
  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), 'codex-lake-release-'));
    await mkdir(join(copy, 'src/http'), { recursive: true });
    for (const name of ['bin', 'package.json', 'src/http/user-agent.ts'])
      await cp(join(ROOT, name), join(copy, name), { recursive: true });
    await writeFile(join(copy, 'CHANGELOG.md'), CHANGELOG);
  });
  afterEach(() => rm(copy, { recursive: true }));

  const started = (name: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
    run(process.execPath, [join(copy, 'bin', name), ...args], { env: { ...process.env, ...environment } });

  it('of a new version date the changelog, print its notes and say the version where requests read it', async () => {
    await started('cut-release.ts', [], { npm_package_version: '7.8.9' });
    expect((await started('release-notes.ts', ['7.8.9'])).stdout).toBe('- A table: `meals`.\n');
    expect(await readFile(join(copy, 'src/http/user-agent.ts'), 'utf8')).toContain("VERSION = '7.8.9'");
    await expect(started('cut-release.ts', [], { npm_package_version: '7.9.0' })).rejects.toThrow('is empty');
  });

  it('fail with the reason when the version is not there', async () => {
    await expect(started('release-notes.ts', ['9.9.9'])).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('has no section "9.9.9"'),
    });
    await expect(started('release-notes.ts', [])).rejects.toThrow('no version given');
  });
});
