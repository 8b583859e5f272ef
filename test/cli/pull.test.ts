import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { codexLake } from './codex-lake.ts';

let lake: string;
let simulator: Simulator | undefined;

beforeAll(async () => {
  lake = await mkdtemp(join(tmpdir(), 'codex-lake-pull-'));
});
afterEach(async () => {
  await simulator?.close();
  simulator = undefined;
});
afterAll(() => rm(lake, { recursive: true }));

describe('pull', () => {
  it('says everything that is not configured at once, and exits with 2', async () => {
    const { exitCode, stderr } = await codexLake(['pull', '--lake', lake]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('CODEX_LAKE_WORKSPACES');
    expect(stderr).toContain('OPENAI_ANALYTICS_KEY');
    expect(stderr).toContain('OPENAI_COMPLIANCE_KEY');
  });

  it.each([
    [['pull', 'nosuch'], 'source nosuch: unknown, allowed are'],
    [['pull', '--since', 'yesterday'], 'a day is written as 2026-11-01'],
    [['pul'], "unknown command 'pul'"],
    [['simulate', '--fault', 'nosuch'], 'lists the faults'],
  ])('exits with 2 and says what is allowed: %j', async (args, message) => {
    const { exitCode, stderr } = await codexLake(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('lands one source, and exits with 0', async () => {
    simulator = await startSimulator({ people: 5 });
    const { exitCode, stdout } = await codexLake(
      ['pull', 'usage', '--lake', lake, '--json'],
      settingsOf(simulator),
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sources: [{ source: 'usage', outcome: 'done', landed: 90 }] });
  });

  it('exits with 3 when a file is held, and names what to look at', async () => {
    simulator = await startSimulator({ people: 5, faults: ['wrong-checksum'] });
    const { exitCode, stdout } = await codexLake(['pull', 'logs', '--lake', lake], settingsOf(simulator));
    expect(exitCode).toBe(3);
    expect(stdout).toContain('ledger_files');
  });

  it('exits with 1 and names the remedy when the key is refused, without showing it', async () => {
    simulator = await startSimulator({ people: 5 });
    const wrong = { ...settingsOf(simulator), OPENAI_ANALYTICS_KEY: 'sk-admin-wrong' };
    const { exitCode, stdout, stderr } = await codexLake(['pull', 'usage', '--lake', lake], wrong);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('is the key right?');
    expect(stdout + stderr).not.toContain('sk-admin-wrong');
  });
});

describe('help', () => {
  it.each(['demo', 'pull', 'query', 'tables', 'status', 'accept', 'redrive', 'rebuild', 'simulate'])(
    'of %s has examples',
    async (command) => {
      const { exitCode, stdout } = await codexLake([command, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Examples:');
    },
  );
});

describe('tables', () => {
  it('describes every column of a table', async () => {
    const { stdout } = await codexLake(['tables', 'code_reviews_day', '--json']);
    const { name, columns } = JSON.parse(stdout);
    expect(name).toBe('code_reviews_day');
    expect(columns).toContainEqual({ name: 'day', type: 'date', doc: 'UTC day the figures are of.' });
  });
});
