import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MEASURES } from '../../bench/measures/measures.ts';
import { oneCore } from '../../bench/measures/one-core.ts';
import project from '../../package.json' with { type: 'json' };

const BENCH = join(import.meta.dirname, '../../bench');
const bench = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(BENCH, 'bench.ts'), ...args]);

afterEach(() => vi.unstubAllEnvs());

describe('measures', () => {
  it('are listed, each that has a file', async () => {
    const files = (await readdir(join(BENCH, 'measures'))).filter((file) => !/^measures?\.ts$/.test(file));
    expect(MEASURES.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
  });

  it('are named in the help, with examples', async () => {
    const { stdout } = await bench('--help');
    for (const { name, title } of MEASURES) expect(stdout).toMatch(new RegExp(`${name} +${title}`));
    expect(stdout).toContain('npm run bench -- --only partition --sizes 50');
  });

  it('throw for a name there is none of, and for rounds that are no number', async () => {
    await expect(bench('--only', 'partition,speed')).rejects.toThrow(
      'measure speed: unknown, allowed are partition',
    );
    await expect(bench('--rounds', 'many')).rejects.toThrow('--rounds many: not a number from 1 on');
  });

  it('come as one JSON document, with version, machine, anchors and ratios', async () => {
    const { stdout } = await bench('--only', 'start-up', '--json');
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({
      version: project.version,
      machine: { cores: expect.any(Number), node: process.version },
      rounds: 1,
      measures: [{ name: 'start-up' }],
    });
    const [{ lines, ratios, absent }] = told.measures;
    expect(lines.slice(0, 3)).toEqual([
      { name: 'codex-lake --help', figures: expect.objectContaining({ cpuSeconds: expect.any(Number) }) },
      {
        name: 'codex-lake query "select 1"',
        figures: expect.objectContaining({ cores: expect.any(Number) }),
      },
      { name: 'node -e 0', figures: expect.any(Object), isAnchor: true },
    ]);
    expect(ratios.map(({ name }: { name: string }) => name)).toContain('CPU of --help to node');
    // Python's DuckDB is measured, or said to be absent.
    expect(lines.length + absent.length).toBe(4);
  });
});

describe('one core', () => {
  it('is said to be absent where nothing can pin a process', async () => {
    vi.stubEnv('PATH', '');
    const { round, absent } = await oneCore.prepare({
      folder: '',
      sizes: [1],
      people: 1,
      lake: async () => '',
    });
    expect(absent).toEqual([expect.stringContaining('taskset')]);
    expect(await round()).toEqual([]);
  });
});
