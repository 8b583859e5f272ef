import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { addDays, dayOf } from '../../src/tables/utc-day.ts';
import { codexLake } from './codex-lake.ts';

let lake: string;
let simulator: Simulator;
beforeEach(async () => {
  lake = await mkdtemp(join(tmpdir(), 'codex-lake-fsck-'));
  simulator = await startSimulator({ people: 4 });
});
afterEach(async () => {
  await simulator.close();
  await rm(lake, { recursive: true });
});

const run = (...args: string[]) => codexLake([...args, '--lake', lake], settingsOf(simulator));

async function keysBelow(prefix: string): Promise<string[]> {
  const names = await readdir(join(lake, prefix), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(lake.length + 1)).sort();
}

async function flip(key: string): Promise<void> {
  const bytes = await readFile(join(lake, key));
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(join(lake, key), bytes);
}

test('fsck names what is lost or damaged and exits with 3, repairs it, and exits with 0 when all is whole', async () => {
  await run('pull', 'usage', 'AUTH_LOG', 'users', '--since', addDays(dayOf(Date.now()), -4));
  expect(await run('fsck')).toMatchObject({ exitCode: 0, stdout: 'nothing is lost or damaged\n' });

  const [original = ''] = await keysBelow('raw/AUTH_LOG');
  const [part = ''] = await keysBelow('lake/compliance_log');
  await flip(original);
  await rm(join(lake, part));
  const found = await run('fsck');
  expect(found.exitCode).toBe(3);
  expect(found.stdout).toMatch(new RegExp(`^${part}: is lost: .*fsck --repair`, 'm'));
  expect(found.stdout).toMatch(new RegExp(`^${original}: `, 'm'));
  const { damaged } = JSON.parse((await run('fsck', '--deep', '--json')).stdout);
  expect(damaged.map(({ key }: { key: string }) => key)).toEqual([part, original].sort());

  const verified = await run('rebuild', '--verify');
  expect(verified.exitCode).toBe(3);
  expect(verified.stdout).toContain(`damaged: ${original}: `);

  const repaired = await run('fsck', '--deep', '--repair');
  expect([repaired.exitCode, repaired.stderr]).toEqual([0, expect.anything()]);
  expect(repaired.stdout).toMatch(new RegExp(`^${part}: mended`, 'm'));
  expect(repaired.stdout).toMatch(new RegExp(`^${original}: mended`, 'm'));
  expect(await run('fsck', '--deep')).toMatchObject({ exitCode: 0 });
  expect(await run('rebuild', '--verify')).toMatchObject({ exitCode: 0 });
}, 300_000);

test('status tells of the sources whose objects are whole, and names the damaged object of the one whose are not', async () => {
  await run('pull', 'AUTH_LOG', 'users', '--since', addDays(dayOf(Date.now()), -3));
  const key = (await keysBelow('lake/ledger_files')).sort().at(-1) ?? '';
  await writeFile(join(lake, key), '');
  const status = await run('status');
  expect(status.exitCode).toBe(3);
  expect(status.stderr).toContain(`AUTH_LOG: object ${key}: is empty`);
  expect(status.stdout).toContain('users');

  const { exitCode, stdout } = await run('fsck', '--repair');
  expect([exitCode, stdout]).toEqual([0, `${key}: mended (it is empty)\n`]);
  expect((await run('status')).stderr).toBe('');
}, 300_000);

test('damage a person has accepted is told of no more; a key that has none is refused', async () => {
  await run('pull', 'users');
  expect(await run('fsck')).toMatchObject({ exitCode: 0 });
  const key = 'private/digest-key';
  await rm(join(lake, key));
  const found = await run('fsck', '--repair');
  expect(found.exitCode).not.toBe(0);
  expect(`${found.stdout}${found.stderr}`).toContain('put it back from a backup');
  expect((await run('pull', 'users')).stderr).toContain(`object ${key}: is lost`);
  expect(await run('fsck', '--accept', key, 'raw/none')).toMatchObject({
    exitCode: 2,
    stderr: 'raw/none: not known to be damaged; `codex-lake fsck` names what is\n',
  });
  expect(await run('fsck')).toMatchObject({ exitCode: 0 });
}, 300_000);
