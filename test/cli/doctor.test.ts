import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { codexLake } from './codex-lake.ts';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly todo: string | null;
}

test('looks at keys, every endpoint, clock, address and lake of this machine, and shows no key', async () => {
  const simulator = await startSimulator({ people: 4 });
  const lake = await mkdtemp(join(tmpdir(), 'codex-lake-doctor-'));
  const { exitCode, stdout, stderr } = await codexLake(
    ['doctor', '--json', '--lake', lake],
    settingsOf(simulator),
  );
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  expect(findings.filter(({ status }) => status === 'problem')).toEqual([]);
  expect(exitCode).not.toBe(1);
  expect(findings.filter(({ check }) => check.startsWith('endpoint: ')).length).toBeGreaterThan(10);
  expect(stdout + stderr).not.toContain(simulator.complianceKey);
  await simulator.close();
  await rm(lake, { recursive: true });
});

test('a stack that cannot be found is a finding like any other, and the rest is looked at all the same', async () => {
  const simulator = await startSimulator({ people: 4 });
  const { exitCode, stdout } = await codexLake(['doctor', '--json', '--lake', 's3://no-such-bucket'], {
    ...settingsOf(simulator),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
  });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  expect(exitCode).toBe(1);
  expect(findings[0]).toMatchObject({
    check: 'stack',
    status: 'problem',
    todo: expect.stringContaining('AWS_REGION'),
  });
  expect(findings.find(({ check }) => check.startsWith('endpoint: usage of'))?.status).toBe('ok');
  await simulator.close();
});
