import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { openWorkDir } from '../../../src/lake/engine/work-dir.ts';

const WORK_DIR = new URL('../../../src/lake/engine/work-dir.ts', import.meta.url).href;

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'codex-lake-parent-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

/** A process with a work folder, in which there is a file. */
async function worker() {
  const script = `
    import { writeFileSync } from 'node:fs';
    import { openWorkDir } from ${JSON.stringify(WORK_DIR)};
    const { path } = await openWorkDir(${JSON.stringify(parent)});
    writeFileSync(path + '/big', 'x'.repeat(1000));
    console.log(path);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Also where the test fails before it comes to that.
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  return {
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

it('is gone when its work is done', async () => {
  const workDir = await openWorkDir(parent);
  await writeFile(join(workDir.path, 'file'), 'x');
  await workDir.remove();
  expect(await readdir(parent)).toEqual([]);
});

it('that cannot be locked is not left behind', async () => {
  const deep = join(parent, ...Array.from({ length: 3 }, () => 'x'.repeat(200)));
  await mkdir(deep, { recursive: true });
  await expect(openWorkDir(deep)).rejects.toThrow(/^lock /);
  expect(await readdir(deep)).toEqual([]);
});

it("a killed process's is removed by the next, a living one's and one's own are not", async () => {
  const own = await openWorkDir(parent);
  const living = await worker();
  const killed = await worker();
  await killed.kill();
  expect(await readdir(parent)).toHaveLength(3);
  const next = await openWorkDir(parent);
  expect(await readdir(parent)).toHaveLength(3);
  expect(await readdir(own.path)).toEqual(['owner']);
  await living.kill();
  await own.remove();
  await next.remove();
  const last = await openWorkDir(parent);
  expect(await readdir(parent)).toHaveLength(1);
  await last.remove();
});

it('of many starts at once each has its own, and none is taken from another', async () => {
  const opened = await Promise.all(Array.from({ length: 20 }, () => openWorkDir(parent)));
  expect(await readdir(parent)).toHaveLength(20);
  await Promise.all(opened.map((one) => one.remove()));
  expect(await readdir(parent)).toEqual([]);
});

it('what is not known to be its own is left alone: links, files, other names, folders that are being made', async () => {
  const elsewhere = join(parent, 'elsewhere');
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, 'owner'), '');
  await symlink(elsewhere, join(parent, 'codex-lake-work-link'));
  await writeFile(join(parent, 'codex-lake-work-file'), '');
  await mkdir(join(parent, 'codex-lake-work-new'));
  await mkdir(join(parent, 'codex-lake-work-full'));
  await writeFile(join(parent, 'codex-lake-work-full', 'of somebody'), '');
  await mkdir(join(parent, 'codex-lake-work-old'));
  const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
  for (const name of ['old', 'full']) await utimes(join(parent, `codex-lake-work-${name}`), longAgo, longAgo);
  const workDir = await openWorkDir(parent);
  await workDir.remove();
  expect((await readdir(parent)).sort()).toEqual([
    'codex-lake-work-file',
    'codex-lake-work-full',
    'codex-lake-work-link',
    'codex-lake-work-new',
    'elsewhere',
  ]);
  expect(await readdir(elsewhere)).toEqual(['owner']);
});

it('what one start removes is bounded, and the next goes on', async () => {
  for (let i = 0; i < 50; i++) {
    await mkdir(join(parent, `codex-lake-work-${i}`));
    await writeFile(join(parent, `codex-lake-work-${i}`, 'owner'), '');
  }
  const left: number[] = [];
  for (let start = 0; start < 3; start++) {
    await (await openWorkDir(parent)).remove();
    left.push((await readdir(parent)).length);
  }
  expect(left).toEqual([30, 10, 0]);
});
