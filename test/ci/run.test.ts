import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CI = fileURLToPath(new URL('../../.ci', import.meta.url));

/**
 * Stands in for npm and npx, which would take half an hour: keeps what it was asked, fails where `FAILING` has a word of it, and
 * leaves the report a test runner is asked for.
 */
const STAND_IN = `#!/usr/bin/env bash
printf '%s %s CI_PLAN=%s\\n' "$(basename "$0")" "$*" "\${CI_PLAN:-}" >>"$ASKED"
for argument in "$@"; do
  case $argument in --outputFile=*) [ -z "\${REPORT:-}" ] || printf '%s' "$REPORT" >"\${argument#--outputFile=}" ;; esac
done
case " $* " in *" test:plan "*) printf '{"seed":1,"whole":[]}' ;; esac
for word in \${FAILING:-}; do
  case " $* " in *" $word "*) exit 1 ;; esac
done
`;
const GOOD = { numPassedTests: 12, numFailedTests: 0, testResults: [] };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-gate-'));
  await cp(CI, join(folder, '.ci'), { recursive: true });
  await mkdir(join(folder, 'bin'));
  for (const name of ['npm', 'npx']) await writeFile(join(folder, 'bin', name), STAND_IN, { mode: 0o755 });
});
afterEach(() => rm(folder, { recursive: true }));

async function gate(parts: readonly string[], { report = GOOD as unknown, failing = '' } = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['.ci/run', ...parts], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${folder}/bin:${process.env.PATH}`,
      // Any program: so none is installed.
      CHROMIUM: process.execPath,
      ASKED: join(folder, 'asked'),
      FAILING: failing,
      REPORT: report === null ? '' : JSON.stringify(report),
    },
  });
  const asked = await readFile(join(folder, 'asked'), 'utf8').catch(() => '');
  return { status, stderr, lines: stdout.trimEnd().split('\n'), asked: asked.split('\n') };
}

describe('the gate', () => {
  it('counts every test and every step, and says the seconds of each before its last line', async () => {
    const { status, lines, asked } = await gate(['check', 'test', 'synth']);
    expect(lines.at(-1)).toBe('15 passed, 0 failed');
    expect(status).toBe(0);
    const table = lines.slice(lines.indexOf('── seconds of each step') + 1, -2);
    expect(table.map((line) => line.replace(/^ +\d+ s {2}/, ''))).toEqual([
      'npm run check',
      'npm run test',
      'npm run synth',
      'npm run bundles',
      'all',
    ]);
    expect(asked[0]).toMatch(/^npm run check /);
  });

  it('does all its parts when none is named', async () => {
    const { stdout } = spawnSync('bash', ['.ci/run', '--parts'], { cwd: folder, encoding: 'utf8' });
    const { asked } = await gate([]);
    expect(asked[0]).toMatch(/^npm ci /);
    for (const script of ['check', 'test', 'conformance', 'e2e', 'test:long', 'bench', 'synth', 'bundles'])
      expect(asked.filter((line) => line.startsWith(`npm run ${script} `))).toHaveLength(1);
    expect(asked.filter((line) => line.startsWith('npm start '))).toHaveLength(2);
    expect(stdout.trim().split('\n')).toEqual([
      'install',
      'check',
      'test',
      'conformance',
      'e2e',
      'long',
      'start',
      'bench',
      'synth',
    ]);
  });

  it('names what failed, with its reason, before its last line', async () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'adds', failureMessages: [] },
            { status: 'failed', fullName: 'never forgets', failureMessages: ['expected 1 to be 2'] },
          ],
        },
      ],
    };
    const { status, lines } = await gate(['check', 'test'], { report, failing: 'check test' });
    expect(status).toBe(1);
    expect(lines.slice(-7)).toEqual([
      expect.stringMatching(/ s {2}all$/),
      '✗ npm run check',
      '✗ npm run test',
      '    never forgets',
      '        expected 1 to be 2',
      '',
      '3 passed, 2 failed',
    ]);
  });

  it('counts a run that broke before it counted anything as a failure', async () => {
    const { status, lines } = await gate(['e2e'], { report: null, failing: 'e2e' });
    expect([status, lines.at(-1)]).toEqual([1, '0 passed, 1 failed']);
  });

  it('gives the long proofs their plan', async () => {
    const { asked } = await gate(['long']);
    expect(asked.find((line) => line.startsWith('npm run test:long'))).toMatch(
      /CI_PLAN=\{"seed":1,"whole":\[\]\}$/,
    );
  });

  it('tries every long proof when there is no plan, and says that the plan failed', async () => {
    const { status, lines, asked } = await gate(['long'], { failing: 'test:plan' });
    expect(status).toBe(1);
    expect(lines).toContain('✗ plan of the long proofs');
    expect(asked.find((line) => line.startsWith('npm run test:long'))).toMatch(/ CI_PLAN=$/);
  });

  it('refuses a part that is none before it does anything', async () => {
    const { status, stderr, asked } = await gate(['check', 'tests']);
    expect(status).toBe(2);
    expect(stderr).toBe(
      '.ci/run: there is no part "tests"; there are install check test conformance e2e long start bench synth\n',
    );
    expect(asked).toEqual(['']);
  });
});
