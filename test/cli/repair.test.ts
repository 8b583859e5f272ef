import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { addDays, dayOf } from '../../src/tables/utc-day.ts';
import { codexLake } from './codex-lake.ts';

let lake: string;
let simulator: Simulator;

beforeEach(async () => {
  lake = await mkdtemp(join(tmpdir(), 'codex-lake-mend-'));
});
afterEach(async () => {
  await simulator.close();
  await rm(lake, { recursive: true });
});

async function simulated(faults: FaultName[]): Promise<void> {
  simulator = await startSimulator({ people: 4, faults });
}

const run = (...args: string[]) => codexLake([...args, '--lake', lake], settingsOf(simulator));

async function held(): Promise<{ id: string; state: string }[]> {
  const { stdout } = await run('status', '--json');
  const { sources } = JSON.parse(stdout) as { sources: { unlandedUnits: { id: string; state: string }[] }[] };
  return sources.flatMap(({ unlandedUnits }) => unlandedUnits);
}

describe('redrive', () => {
  test('tries again what status names, says what became of it, and exits with 3 until it has landed', async () => {
    await simulated(['wrong-checksum']);
    expect((await run('pull', 'AUTH_LOG')).exitCode).toBe(3);
    const [unit] = await held();
    const id = unit?.id ?? '';
    expect((await run('status')).stdout).toContain(`quarantined  ${id}`);

    const still = await run('redrive', id);
    expect(still.exitCode).toBe(3);
    expect(still.stdout).toContain(`${id}: quarantined, `);

    simulator.setFaults([]);
    const landed = await run('redrive', id);
    expect([landed.exitCode, landed.stdout]).toEqual([0, `${id}: landed\n`]);
    expect((await run('redrive', '--all')).exitCode).toBe(0);
    expect(await held()).toEqual([]);
    expect((await run('redrive', '--all')).stdout).toContain('nothing is quarantined');
  });

  test('asks for a name or --all, and exits with 2 on one that names nothing', async () => {
    await simulated([]);
    await run('pull', 'users');
    expect(await run('redrive')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--all') });
    expect(await run('redrive', 'eclf_nosuch')).toMatchObject({
      exitCode: 2,
      stdout: 'eclf_nosuch: nothing quarantined is called that\n',
    });
  });
});

describe('accept', () => {
  test('takes a file that is gone as lost: the ledger keeps it, and nothing asks about it any more', async () => {
    await simulated(['expired-file']);
    expect((await run('pull', 'AUTH_LOG')).exitCode).toBe(3);
    const units = await held();
    expect(new Set(units.map(({ state }) => state))).toEqual(new Set(['gone']));
    expect((await run('redrive', '--all')).exitCode).toBe(3);

    const accepted = await run('accept', ...units.map(({ id }) => id));
    expect([accepted.exitCode, accepted.stdout]).toEqual([
      0,
      `${units.map(({ id }) => `${id}: accepted`).join('\n')}\n`,
    ]);
    expect(await held()).toEqual([]);
    expect((await run('pull', 'AUTH_LOG', '--full')).exitCode).toBe(0);
    const lost = await run(
      'query',
      '--format',
      'json',
      "SELECT log_file_id FROM ledger_files WHERE state = 'lost'",
    );
    expect(JSON.parse(lost.stdout)).toHaveLength(units.length);
  });

  test('takes a held day as upstream tells it now, once, and nothing when one of the names is wrong', async () => {
    await simulated(['empty-day']);
    await run('pull', 'usage');
    await run('pull', 'usage', '--full');
    const units = await held();
    const ids = units.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(units.map(({ state }) => state))).toEqual(new Set(['held']));

    const wrong = await run('accept', ...ids, 'usage/nosuch/2026-01-01');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('usage/nosuch/2026-01-01: not held; `codex-lake status` names what is');
    expect(await held()).toEqual(units);

    const accepted = await run('accept', ...ids, '--json');
    expect([accepted.exitCode, JSON.parse(accepted.stdout)]).toMatchObject([0, { accepted: ids }]);
    expect(await held()).toEqual([]);
    expect((await run('accept', ...ids)).exitCode).toBe(2);
    const empty = await run(
      'query',
      '--json',
      `SELECT count(*) AS rows FROM usage_user_day WHERE dt IN (${ids.map((id) => `'${id.slice(-10)}'`)})`,
    );
    expect(JSON.parse(empty.stdout)).toEqual([{ rows: 0 }]);
  });
});

describe('rebuild', () => {
  test('says that the lake is what its originals make; when it is not, says where, and makes it so', async () => {
    await simulated([]);
    const since = addDays(dayOf(Date.now()), -4);
    await run('pull', 'usage', 'users', 'AUTH_LOG', '--since', since);
    const whole = await run('rebuild', '--verify');
    expect([whole.exitCode, whole.stdout]).toEqual([
      0,
      expect.stringContaining('is what its originals make'),
    ]);

    await rm(join(lake, 'lake', 'compliance_log'), { recursive: true });
    const differs = await run('rebuild', '--verify', '--json');
    const { different, tables } = JSON.parse(differs.stdout);
    expect(differs.exitCode).toBe(3);
    expect(new Set(different.map(({ table }: { table: string }) => table))).toEqual(
      new Set(['compliance_log']),
    );
    const logs = tables.find(({ table }: { table: string }) => table === 'compliance_log');
    expect(logs).toEqual({ table: 'compliance_log', rows: logs.rows, missing: logs.rows, surplus: 0 });
    expect(logs.rows).toBeGreaterThan(0);

    const made = await run('rebuild', 'compliance_log');
    expect([made.exitCode, made.stdout]).toEqual([
      0,
      expect.stringContaining('made again: compliance_log of '),
    ]);
    expect((await run('rebuild', '--verify')).exitCode).toBe(0);
  });

  test('exits with 2 on a table that is not made of originals, and names those that are', async () => {
    await simulated([]);
    await run('pull', 'users');
    const { exitCode, stderr } = await run('rebuild', 'coverage');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/not made of originals; allowed are .*usage_user_day/);
    expect(stderr).not.toContain('codex_content');
  });
});
