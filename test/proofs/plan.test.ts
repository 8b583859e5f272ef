import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Repository } from './changes.ts';
import { LONG_PROOFS } from './long-proofs.ts';
import { planOf, SHARES } from './plan.ts';
import { shareOf } from './share.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const changing =
  (...files: string[]) =>
  () => ({ since: 'abc', files });

describe('the list of long proofs', () => {
  it('has every long test', async () => {
    const files = (await readdir(join(ROOT, 'test'), { recursive: true })).filter((file) =>
      file.endsWith('.long.test.ts'),
    );
    expect([...new Set(LONG_PROOFS.map(({ file }) => file))].sort()).toEqual(
      files.map((file) => `test/${file}`).sort(),
    );
  });

  it('covers what is there', () => {
    const paths = LONG_PROOFS.flatMap(({ covers }) => covers);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('is asked by each of its tests what to try', async () => {
    for (const { name, file } of LONG_PROOFS) {
      const text = await readFile(join(ROOT, file), 'utf8');
      expect([file, new RegExp(`(casesToTry|isLeftOut)\\('${name}'`).test(text)]).toEqual([file, true]);
      expect([file, text.includes(`'${name}'`)]).toEqual([file, true]);
    }
  });
});

describe('a plan', () => {
  it('tries whole what covers a changed file, and says which', () => {
    const { plan, reasons } = planOf(changing('docs/bi.md', 'src/lake/store/s3-store.ts'), 7, false);
    expect(plan).toEqual({
      seed: 7,
      whole: [
        'crash matrix',
        'full disk matrix',
        'race matrix',
        'fault matrix',
        'simulated year',
        'no growth',
        'damage matrix',
      ],
    });
    expect(reasons[0]).toBe('crash matrix      whole  src/lake/store/s3-store.ts changed since abc');
    expect(reasons.at(-1)).toBe('allowlist replay  1/8    nothing it covers changed since abc');
  });

  it('tries a proof whole when the proof itself changed', () => {
    for (const { name, file } of LONG_PROOFS)
      expect(planOf(changing(file), 0, false).plan.whole).toContain(name);
  });

  it('is not taken in by a folder whose name goes on', () => {
    expect(planOf(changing('src/lakeside/a.ts', 'src/http.md'), 0, false).plan.whole).toEqual([]);
  });

  it('tries everything when everything is asked for', () => {
    const { plan } = planOf(changing(), 3, true);
    expect(plan.whole).toEqual(LONG_PROOFS.map(({ name }) => name));
  });

  it('tries a share of all where there is nothing to compare with', () => {
    const { plan, reasons } = planOf(() => ({ unknown: 'no history' }), 3, false);
    expect(plan).toEqual({ seed: 3, whole: [] });
    expect(reasons.every((reason) => reason.endsWith('1/8    no history'))).toBe(true);
  });
});

describe('a share', () => {
  const proof = fc.constantFrom(...LONG_PROOFS.map(({ name }) => name));
  const cases = fc.nat({ max: 120 }).map((count) => Array.from({ length: count }, (_, i) => `case ${i}`));
  const seed = fc.nat({ max: 100_000 });

  it('is the same for the same seed, and in order', () => {
    fc.assert(
      fc.property(proof, cases, seed, (name, all, at) => {
        const share = shareOf(name, all, at);
        expect(shareOf(name, all, at)).toEqual(share);
        expect(all.filter((one) => share.includes(one))).toEqual(share);
      }),
    );
  });

  it('is an eighth, and a round of eight seeds in a row tries each case once', () => {
    fc.assert(
      fc.property(proof, cases, seed, (name, all, at) => {
        const shares = Array.from({ length: 2 * SHARES }, (_, i) => shareOf(name, all, at + i));
        for (const share of shares) {
          expect(share.length).toBeLessThanOrEqual(Math.ceil(all.length / SHARES));
          expect(share.length).toBeGreaterThanOrEqual(Math.floor(all.length / SHARES));
        }
        // Wherever it begins, so many seeds hold a whole round.
        const rounds = Array.from({ length: SHARES }, (_, i) =>
          shares
            .slice(i, i + SHARES)
            .flat()
            .sort(),
        );
        expect(rounds).toContainEqual(all.toSorted());
      }),
    );
  });

  it('of what is one case comes once in eight seeds, and not of every proof at once', () => {
    const turns = LONG_PROOFS.map(({ name }) => {
      const round = Array.from({ length: 8 * SHARES }, (_, at) => shareOf(name, ['all'], at).length);
      expect(round.reduce((sum, count) => sum + count)).toBe(8);
      return round.indexOf(1);
    });
    expect(new Set(turns).size).toBeGreaterThan(2);
  });
});

describe('what changed', () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const commit = async (file: string) => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file);
    git('add', '-A');
    git('commit', '-qm', file);
    return git('rev-parse', 'HEAD');
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codex-lake-changes-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is what differs from where the work left origin/main, committed or not', async () => {
    git('init', '-q', '-b', 'main');
    const main = await commit('a.ts');
    git('update-ref', 'refs/remotes/origin/main', main);
    const repository = new Repository(folder);
    expect(repository.base(undefined)).toBeUndefined();
    await commit('src/b.ts');
    await writeFile(join(folder, 'a.ts'), 'changed');
    await writeFile(join(folder, 'c.ts'), 'new');
    expect(repository.base(undefined)).toBe(main);
    expect(repository.changesSince(main)).toEqual({
      since: main.slice(0, 10),
      files: ['a.ts', 'c.ts', 'src/b.ts'],
    });
    expect(repository.commits()).toBe(2);
    expect(repository.isChanged('a.ts')).toBe(false);
    expect(repository.isChanged('src/b.ts')).toBe(true);
  });

  it('names both ends of a move', async () => {
    git('init', '-q', '-b', 'main');
    const main = await commit('src/lake/a.ts');
    git('mv', 'src/lake/a.ts', 'src/lake/b.ts');
    expect(new Repository(folder).changesSince(main)).toMatchObject({
      files: ['src/lake/a.ts', 'src/lake/b.ts'],
    });
  });

  it('is counted from the commit that is given, where there is one', async () => {
    git('init', '-q', '-b', 'main');
    const first = await commit('a.ts');
    await commit('b.ts');
    const repository = new Repository(folder);
    expect(repository.base(first)).toBe(first);
    expect(() => repository.base('nowhere')).toThrow('CI_BASE=nowhere: git knows no such commit');
  });

  it('cannot be told where history is missing, and nothing breaks', async () => {
    const repository = new Repository(folder);
    expect(repository.base(undefined)).toBeUndefined();
    expect(repository.commits()).toBeUndefined();
    expect(repository.changesSince(undefined)).toHaveProperty('unknown');
    git('init', '-q', '-b', 'main');
    await commit('a.ts');
    expect(repository.changesSince('f'.repeat(40))).toEqual({
      unknown: `git has no commit ${'f'.repeat(10)} to compare with`,
    });
  });
});
