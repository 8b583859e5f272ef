import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { rowsOf, withFolder } from '../harness/pull-fixture.ts';
import { codexLake } from './codex-lake.ts';

const BIN = fileURLToPath(new URL('../../bin/codex-lake.ts', import.meta.url));

test('Ctrl-C ends a pull in good order: what was read is written, and the next pull goes on', async () => {
  const simulator = await startSimulator({ people: 20, now: new Date() });
  try {
    await withFolder(async (lake) => {
      const environment = { ...settingsOf(simulator), CODEX_LAKE_SOURCES: 'CODEX_LOG' };
      const child = spawn(process.execPath, [BIN, 'pull', '--lake', lake, '--json'], {
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      // Some files are here, most are not.
      while ((simulator.requests.get('download') ?? 0) < 30)
        await new Promise((done) => setTimeout(done, 10));
      child.kill('SIGINT');
      const [exitCode] = await once(child, 'close');
      expect(stderr).toContain('stopping in good order');
      expect(exitCode).toBe(130);
      const [source] = JSON.parse(stdout).sources;
      expect(source).toMatchObject({ source: 'CODEX_LOG', outcome: 'cancelled' });
      expect(source.landed).toBeGreaterThan(0);
      const store = folderStore(lake);
      const landed = async () =>
        Number(
          (await rowsOf(store, `SELECT count(*)::INTEGER AS n FROM ledger_files WHERE state = 'landed'`))[0]
            ?.n,
        );
      expect(await landed()).toBe(source.landed);

      const next = await codexLake(['pull', '--lake', lake, '--json'], environment);
      expect(next.exitCode).toBe(0);
      expect(JSON.parse(next.stdout).sources[0].landed + source.landed).toBe(await landed());
    });
  } finally {
    await simulator.close();
  }
});
