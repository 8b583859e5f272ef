import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Repository } from './changes.ts';
import { LONG_PROOFS } from './long-proofs.ts';
import { MUTATIONS } from './mutations.ts';
import { reliabilityPage } from './reliability-page.ts';
import { keepResult, lastWholeRun, RESULTS } from './results.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [older, newer] = ['a'.repeat(40), 'b'.repeat(40)];
const lines = (...results: readonly object[]) => results.map((one) => JSON.stringify(one)).join('\n');

describe('the page of reliability', () => {
  it('is as its results say; npm run reliability makes it anew', async () => {
    expect(await readFile(join(ROOT, 'docs/reliability.md'), 'utf8')).toBe(
      reliabilityPage(await readFile(RESULTS, 'utf8')),
    );
  });

  it('names tests that are there', async () => {
    const files = (await readdir(join(ROOT, 'test'), { recursive: true })).map((file) => `/test/${file}`);
    const named = [...reliabilityPage('').matchAll(/`([\w./-]+\.ts)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !files.some((file) => file.endsWith(`/${name}`)))).toEqual([]);
  });

  it('says commit and day of the last run of each proof and of each broken law, and which were never run', () => {
    const page = reliabilityPage(
      lines(
        { proof: 'fault matrix', result: 'all pairs: 2 failed', commit: older, date: '2026-11-01' },
        {
          proof: 'fault matrix',
          result: 'all pairs: 0 failed',
          commit: newer,
          date: '2026-11-02',
          changed: true,
        },
        { proof: 'mutation', what: MUTATIONS[0]?.what, caught: false, commit: older, date: '2026-11-03' },
      ),
    );
    expect(page).toContain('- all pairs: 0 failed (at `bbbbbbbbbb` with changes, 2026-11-02)');
    expect(page).not.toContain('2 failed');
    expect(page).toMatch(/^\| fault matrix \|.*\| `bbbbbbbbbb` with changes, 2026-11-02 \|$/m);
    expect(page).toMatch(/^\| race matrix \|.*\| not recorded yet \|$/m);
    expect(page).toMatch(/\| \*\*no\*\* \| `aaaaaaaaaa`, 2026-11-03 \|/);
    expect(page).toContain('| not run yet | not recorded yet |');
  });

  it('takes a proof of several parts to be as old as its oldest', () => {
    const result = (part: string, commit: string, date: string) => ({
      proof: 'crash matrix',
      result: `${part}: tried`,
      commit,
      date,
    });
    const results = lines(
      result('in a folder', older, '2026-11-01'),
      result('in a bucket', older, '2026-11-01'),
      result('in a folder', newer, '2026-11-02'),
    );
    expect(lastWholeRun('crash matrix', results)?.commit).toBe(older);
    const both = `${results}\n${lines(result('in a bucket', newer, '2026-11-02'))}`;
    expect(lastWholeRun('crash matrix', both)?.commit).toBe(newer);
  });

  it('takes a result without a colon for one of all that its proof tries', () => {
    const result = (of: string, commit: string) =>
      ({ proof: 'fault matrix', result: of, commit, date: '2026-11-01' }) as const;
    const results = lines(result('31 faults, 0 failed', older), result('33 faults, 0 failed', newer));
    expect(lastWholeRun('fault matrix', results)?.commit).toBe(newer);
  });

  it('refuses a result that does not say where it was made', () => {
    for (const { name } of LONG_PROOFS)
      expect(() => reliabilityPage(lines({ proof: name, result: 'fine' }))).toThrow();
  });
});

describe('a result', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is kept with the commit and the day where a file is named for it, and nowhere else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codex-lake-results-'));
    try {
      const file = join(folder, 'results.jsonl');
      vi.stubEnv('CODEX_LAKE_RESULTS', '');
      keepResult({ proof: 'race matrix', result: 'nowhere: tried' });
      vi.stubEnv('CODEX_LAKE_RESULTS', file);
      keepResult({ proof: 'race matrix', result: 'in a folder: tried' });
      const text = await readFile(file, 'utf8');
      const run = lastWholeRun('race matrix', text);
      expect(text.trim().split('\n')).toHaveLength(1);
      expect(run?.commit).toBe(new Repository(ROOT).head());
      expect(Date.now() - Date.parse(run?.date ?? '')).toBeLessThan(2 * 86_400_000);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
