import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { codexLake, type Ended } from './codex-lake.ts';

let folder: string;
let simulator: Simulator;
let lakes = 0;
let lake: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-ip-ranges-'));
});
beforeEach(async () => {
  simulator = await startSimulator({ people: 3 });
  lake = join(folder, String(lakes++));
});
afterEach(() => simulator.close());
afterAll(() => rm(folder, { recursive: true }));

const ALLOWLIST = {
  targets: [
    { kind: 'github', organization: 'example-org', feeds: ['chatgpt-actions'] },
    { kind: 'files', feeds: ['chatgpt-actions'] },
  ],
};

function ipRanges(args: readonly string[], allowlist: unknown = ALLOWLIST): Promise<Ended> {
  return codexLake(['ip-ranges', ...args, '--lake', lake], {
    ...settingsOf(simulator),
    CODEX_LAKE_ALLOWLIST: JSON.stringify(allowlist),
  });
}

describe('ip-ranges', () => {
  it('names entries that carry our label and are not on record, and takes them for ours when a person says so', async () => {
    await ipRanges(['apply']);
    await rm(join(lake, 'state'), { recursive: true });
    const label = 'codex-lake: OpenAI egress';
    const entries = simulator.github.organization.entries.filter(({ name }) => name === label);
    const plan = await ipRanges(['plan']);
    expect(plan.stdout).toContain(
      `${entries.length} of them labelled as ours, but not on record: ip-ranges adopt`,
    );
    const named = await ipRanges(['adopt', '--target', 'github:example-org']);
    expect(named.exitCode).toBe(0);
    expect(named.stdout).toContain(
      `github:example-org: ${entries.length} carry our label and are not on record`,
    );
    for (const { allowListValue } of entries) expect(named.stdout).toContain(`\n  ${allowListValue}`);
    expect((await ipRanges(['plan'])).stdout).toContain('labelled as ours, but not on record');
    const adopted = await ipRanges(['adopt', '--apply', '--json']);
    expect(JSON.parse(adopted.stdout)).toMatchObject([
      { target: 'github:example-org', entries: expect.arrayContaining([entries[0]?.allowListValue]) },
      { target: 'files:openai-egress', entries: [] },
    ]);
    const after = await ipRanges(['plan']);
    expect(after.stdout).not.toContain('labelled as ours');
    expect(after.stdout).toContain(`${entries.length} unchanged`);
  });

  it('plans without changing anything, then applies, and then has nothing to do', async () => {
    const plan = await ipRanges(['plan']);
    expect(plan.exitCode).toBe(0);
    expect(plan.stdout).toContain('feed chatgpt-actions (GPT Actions, an older list)');
    expect(plan.stdout).toMatch(
      /github:example-org: planned\n {2}\d+ to add, 0 to remove, 0 unchanged, 3 of others, never touched/,
    );
    expect(plan.stdout).toContain('nothing was changed: this was a dry run');
    expect(simulator.github.organization.entries).toHaveLength(3);

    const apply = await ipRanges(['apply', '--json']);
    expect(apply.exitCode).toBe(0);
    const { verdict, targets } = JSON.parse(apply.stdout);
    expect(verdict).toBe('done');
    expect(targets).toMatchObject([
      { target: 'github:example-org', outcome: 'changed' },
      { target: 'files:openai-egress', outcome: 'changed' },
    ]);
    expect(simulator.github.organization.entries.length).toBeGreaterThan(50);
    const again = await ipRanges(['apply', '--json']);
    expect(JSON.parse(again.stdout).targets).toMatchObject([{ outcome: 'in step' }, { outcome: 'in step' }]);

    const history = await ipRanges(['history']);
    expect(history.stdout).toContain('files:openai-egress');
    const allowed = await ipRanges([
      'history',
      '--at',
      '2100-01-01T00:00:00Z',
      '--target',
      'files:openai-egress',
      '--json',
    ]);
    expect(JSON.parse(allowed.stdout)).toHaveLength(targets[1].added);
    expect(apply.stdout + apply.stderr + plan.stdout).not.toContain(simulator.github.token);
  });

  it('exits with 3 when a version is refused, says how to go on, and takes it when it is accepted', async () => {
    await ipRanges(['apply']);
    simulator.setFaults(['ranges-shrink']);
    const refused = await ipRanges(['apply']);
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout).toContain('entries would go, allowed are 10 %');
    const [, version = ''] = /--accept (\S+)/.exec(refused.stdout) ?? [];
    expect((await ipRanges(['apply', '--accept', version])).exitCode).toBe(0);
    const wrong = await ipRanges(['apply', '--accept', '2020-01-01T00:00:00']);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain(`not what the feeds have now, which is ${version}`);
  });

  it('exits with 1 when nothing could be done', async () => {
    simulator.setFaults(['ranges-empty']);
    const { exitCode, stdout } = await ipRanges(['apply']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('no good version of it was ever read');
  });

  it('exits with 2 when no list is configured, or a setting is wrong', async () => {
    const none = await ipRanges(['plan'], {});
    expect([none.exitCode, none.stderr]).toEqual([
      2,
      expect.stringContaining('allowlist.targets: none given'),
    ]);
    const wrong = await ipRanges(['plan'], {
      targets: [{ kind: 'files', feeds: [] }],
      guards: { pinned: ['office'] },
    });
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('allowlist.guards.pinned.0: an address or a CIDR');
  });

  it('freezes every sync of the lake until that is taken back', async () => {
    expect((await ipRanges(['freeze'])).exitCode).toBe(0);
    const { exitCode, stdout } = await ipRanges(['apply']);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('freeze: allowlists are frozen');
    await ipRanges(['freeze', '--off']);
    expect((await ipRanges(['apply'])).exitCode).toBe(0);
  });

  it.each(['plan', 'apply', 'history', 'freeze'])('%s --help has examples', async (command) => {
    const { exitCode, stdout } = await codexLake(['ip-ranges', command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Examples:');
  });
});
