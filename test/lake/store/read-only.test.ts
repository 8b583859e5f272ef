import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSimulator } from '../../../simulator/simulator.ts';
import { codexLake } from '../../cli/codex-lake.ts';

const isRoot = process.getuid?.() === 0;

let folder: string;
let lake: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-readers-'));
  lake = join(folder, 'lake');
  const simulator = await startSimulator({ people: 2 });
  await mkdir(lake);
  const pulled = await codexLake(['pull', 'users', 'usage', '--since', '2026-11-01', '--lake', lake], {
    CODEX_LAKE_API_BASE: simulator.apiBase,
    CODEX_LAKE_WORKSPACES: simulator.workspaceId,
    CODEX_LAKE_PACED: 'false',
    OPENAI_ANALYTICS_KEY: simulator.analyticsKey,
    OPENAI_COMPLIANCE_KEY: simulator.complianceKey,
  });
  await simulator.close();
  expect([0, 3]).toContain(pulled.exitCode);
  await makeReadOnly();
});
afterAll(async () => {
  if (isRoot) execFileSync('umount', [lake]);
  else for (const path of await foldersIn(lake)) await chmod(path, 0o700);
  await rm(folder, { recursive: true, force: true });
});

/** A disk root itself may not write to is mounted so; of others, modes keep them off. */
async function makeReadOnly(): Promise<void> {
  if (isRoot) {
    execFileSync('mount', ['--bind', lake, lake]);
    execFileSync('mount', ['-o', 'remount,ro,bind', lake]);
  } else for (const path of await foldersIn(lake)) await chmod(path, 0o500);
}

async function foldersIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return [
    ...entries.filter((one) => one.isDirectory()).map(({ parentPath, name }) => join(parentPath, name)),
    root,
  ];
}

it.each([
  ['status', () => ['status']],
  ['query', () => ['query', 'select count(*) n from users']],
  ['report', () => ['report', '--out', join(folder, 'report.html')]],
])('a lake on a disk that can only be read is read by %s', async (_name, command) => {
  const ended = await codexLake([...command(), '--lake', lake]);
  expect(ended.stderr).not.toMatch(/read-only|EROFS|EACCES/);
  expect([0, 3]).toContain(ended.exitCode);
});

it('a pull into it ends with the folder and what to do', async () => {
  const ended = await codexLake(['pull', 'users', '--lake', lake], {
    CODEX_LAKE_API_BASE: 'http://127.0.0.1:9/v1',
    CODEX_LAKE_WORKSPACES: 'ws-1',
    OPENAI_COMPLIANCE_KEY: 'a-key',
  });
  expect(ended.exitCode).toBe(1);
  expect(ended.stderr).toMatch(
    /lake .*: writing \S+: (the disk can only be read; .* \(EROFS\)|this user may not; .* \(EACCES\))/,
  );
});
