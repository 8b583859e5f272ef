import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { withBucket } from '../harness/bucket.ts';
import { withFolder } from '../harness/pull-fixture.ts';
import { CAN_MOUNT, type SmallDisk, withSmallDisks } from '../harness/small-disk.ts';
import { codexLake } from './codex-lake.ts';

const BIN = fileURLToPath(new URL('../../bin/codex-lake.ts', import.meta.url));

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ people: 4 });
});
afterAll(() => simulator.close());

const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  codexLake(args, { ...settingsOf(simulator), ...environment });

/** One line, of what is full and what to do. */
const FULL = /^[^\n]*: the disk is full; free some space there and run again[^\n]*\n$/;

describe.skipIf(!CAN_MOUNT)('a command whose disk is full ends with what is full and what to do', () => {
  const withDisk = (work: (disk: SmallDisk, folder: string) => Promise<void>) =>
    withFolder((folder) => withSmallDisks(1, async (disk) => disk && work(disk, folder)));
  const pulled = async (lake: string) =>
    expect(await run(['pull', 'users', 'egress_ranges', '--lake', lake])).toMatchObject({ exitCode: 0 });

  test('pull, of a lake on it, which is still read', async () => {
    await withDisk(async (disk) => {
      const lake = join(disk.path, 'lake');
      await pulled(lake);
      disk.leave('kB', 4);
      const ended = await run(['pull', 'usage', '--lake', lake]);
      expect(ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`lake ${lake}: writing `) });
      expect(ended.stderr).toMatch(/: the disk is full; free some space there and run again/);
      expect(ended.stderr).not.toMatch(/\n {4}at /);
      // What only reads goes on.
      expect(await run(['query', 'SELECT count(*) AS n FROM users', '--json', '--lake', lake])).toMatchObject(
        {
          exitCode: 0,
        },
      );
      disk.grow();
      expect(await run(['pull', 'usage', '--lake', lake])).toMatchObject({ exitCode: 0 });
      expect(await run(['rebuild', '--verify', '--lake', lake])).toMatchObject({ exitCode: 0 });
    });
  });

  test('query, report and rebuild, with their files under way on it', async () => {
    await withDisk(async (disk, folder) => {
      const lake = join(folder, 'lake');
      await pulled(lake);
      let full = 0;
      for (const scarce of ['kB', 'files'] as const) {
        disk.clear();
        disk.leave(scarce, 1);
        for (const args of [
          ['query', 'FROM users'],
          ['report', '--out', join(folder, 'r.html')],
          ['rebuild'],
        ]) {
          const { exitCode, stderr } = await run([...args, '--lake', lake], { TMPDIR: disk.path });
          // What needs no room of its own is done.
          if (exitCode === 0) continue;
          full++;
          expect([args, scarce, exitCode, stderr]).toEqual([args, scarce, 1, expect.stringMatching(FULL)]);
          expect(stderr).toContain(disk.path);
        }
        expect(await readdir(disk.path)).toEqual([]);
      }
      expect(full).toBeGreaterThan(3);
    });
  });

  test('pull and query, of a lake in a bucket, with their files under way on it', async () => {
    await withDisk((disk) =>
      withBucket(async (storeAt, environment) => {
        const lake = storeAt('lake').location;
        const asked = (TMPDIR: string, ...args: string[]) =>
          run([...args, '--lake', lake], { ...environment, TMPDIR });
        expect(await asked(tmpdir(), 'pull', 'users')).toMatchObject({ exitCode: 0 });
        // Enough for a folder and its lock.
        disk.leave('files', 3);
        for (const args of [
          ['query', 'FROM users'],
          ['pull', 'usage'],
        ]) {
          const { exitCode, stderr } = await asked(disk.path, ...args);
          expect([args, exitCode, stderr]).toEqual([
            args,
            1,
            expect.stringContaining(': the disk is full; '),
          ]);
          expect(stderr).toContain(disk.path);
          expect(stderr).not.toMatch(/\n {4}at /);
        }
      }),
    );
  });

  test('report, where the page goes: nothing is left of it', async () => {
    await withDisk(async (disk, folder) => {
      const lake = join(folder, 'lake');
      await pulled(lake);
      disk.leave('kB', 64);
      const out = join(disk.path, 'report.html');
      const { exitCode, stderr } = await run(['report', '--lake', lake, '--out', out]);
      expect([exitCode, stderr]).toEqual([1, expect.stringMatching(FULL)]);
      expect(stderr).toContain(`report ${out}: `);
      expect(await readdir(disk.path)).toEqual([]);
    });
  });
});

describe('an output that takes no more', () => {
  const ended = (args: readonly string[], stdout: number | 'gone') =>
    new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [BIN, ...args], {
        stdio: ['ignore', stdout === 'gone' ? 'pipe' : stdout, 'pipe'],
      });
      let stderr = '';
      child.stderr?.on('data', (chunk) => {
        stderr += chunk;
      });
      child.stdout?.destroy();
      child.on('close', (code) => resolve({ code, stderr }));
    });

  test.skipIf(process.platform !== 'linux')('as its disk is full, is told of, and a failure', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await ended(['tables', '--json'], full);
    closeSync(full);
    expect(stderr).toMatch(/^standard output: takes no more \(ENOSPC\), .*; .*free some space.*run again\n$/);
    expect(code).toBe(1);
  });

  test('as who reads it has seen enough, is no failure and nothing to tell of', async () => {
    expect(await ended(['tables', '--json'], 'gone')).toEqual({ code: 0, stderr: '' });
  });
});
