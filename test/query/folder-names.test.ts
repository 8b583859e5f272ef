import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../simulator/simulator.ts';
import { settingsOf } from '../../src/cli/simulate-command.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { queryLake } from '../../src/query/query-lake.ts';
import { users } from '../../src/tables/inventory.ts';
import { usageUserDay } from '../../src/tables/usage.ts';
import { codexLake } from '../cli/codex-lake.ts';
import { copyObjects, withBucket } from '../harness/bucket.ts';
import { NOW, pullInto, withFolder, withLake } from '../harness/pull-fixture.ts';

/** What names are put together of: what an engine may take for more than a letter, and any script. */
const PIECES = [
  'a',
  'x',
  '1',
  '?',
  '*',
  '**',
  '[1]',
  '[',
  ']',
  '[!a]',
  '[a-z]',
  '\\',
  "'",
  '"',
  ' ',
  '.',
  '{a,b}',
  '~',
  '#',
  '%41',
  '$HOME',
  '-',
  '=',
  ':',
  ';',
  'é',
  'e\u0301',
  'ñ',
  '日本',
  'עברית',
  '🦆',
  '\n',
];
const name = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 })
  .map((pieces) => `${pieces.join('')}`)
  .filter((text) => !/^\.+$/.test(text));

/** Names that the name, taken for a pattern, would match as well. */
function siblingsOf(text: string): string[] {
  const matched = text
    .replaceAll(/\[!a\]/g, 'b')
    .replaceAll(/\[([^\]])[^\]]*\]/g, '$1')
    .replaceAll(/\*+/g, 'xy')
    .replaceAll('?', 'z');
  const unescaped = text.replaceAll('\\', '');
  return [...new Set([matched, unescaped, text.replaceAll('\\', '/')])].filter(
    (one) => one !== text && one !== '' && !/^[./]+$/.test(one),
  );
}

const FIGURES = `SELECT (SELECT count(*) FROM users)::INTEGER AS people, (SELECT count(*) FROM usage_user_day)::INTEGER AS days`;
const figures = (lake: string) =>
  queryLake(lake, { tables: [users, usageUserDay] }, (duckdb) => duckdb.rows(FIGURES));

describe('a lake in a folder of any name', () => {
  it('is read as it is, with nothing of its neighbours, whatever the engine could take the name for', async () => {
    await withFolder(async (root) => {
      const simulator = await startSimulator({ people: 4, now: NOW });
      const made = join(root, 'made');
      await withLake(folderStore(made), (lake) =>
        pullInto(lake, simulator, { sources: ['users', 'usage'], since: '2026-11-17' }),
      );
      await simulator.close();
      const expected = await figures(made);
      expect(expected).toMatchObject([{ people: 4 }]);
      let tried = 0;
      await fc.assert(
        fc.asyncProperty(name, async (text) => {
          const parent = join(root, String(tried++));
          for (const one of [text, ...siblingsOf(text)])
            await cp(made, join(parent, one, 'lake'), { recursive: true });
          expect(await figures(join(parent, text, 'lake'))).toEqual(expected);
        }),
        { numRuns: 60, examples: [['team[1]'], ['back\\slash'], ['q?'], ['\\[x]*?'], ['\\']] },
      );
    });
  });

  it.each(['q?', 'back\\sl[a]sh *日本'])(
    'named %s is filled, asked, reported of and verified by the command line',
    async (text) => {
      await withFolder(async (root) => {
        const simulator = await startSimulator({ people: 4 });
        const lake = join(root, text, 'lake');
        const since = new Date(Date.now() - 4 * 86_400_000).toISOString().slice(0, 10);
        const run = (...args: string[]) => codexLake([...args, '--lake', lake], settingsOf(simulator));
        const pulled = await run('pull', 'users', 'usage', '--since', since);
        expect(pulled.exitCode, pulled.stderr).toBe(0);
        for (const one of siblingsOf(text)) await cp(lake, join(root, one, 'lake'), { recursive: true });
        const asked = await run('query', 'SELECT count(*) AS n FROM users', '--json');
        expect(JSON.parse(asked.stdout)).toEqual([{ n: 4 }]);
        const verified = await run('rebuild', '--verify');
        await simulator.close();
        expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
        expect(verified.stdout).toContain('the lake is what its originals make');
        const reported = await run('report', '--out', join(root, 'report.html'));
        expect(reported.exitCode, reported.stderr).toBe(0);
        expect((await stat(join(root, 'report.html'))).size).toBeGreaterThan(10_000);
      });
    },
  );

  it('is refused with the remedy where the temporary folder has such a name', async () => {
    await withFolder(async (root) => {
      const TMPDIR = join(root, 'tmp[1]');
      await mkdir(TMPDIR);
      const asked = await codexLake(['query', '--lake', join(root, 'lake'), 'FROM users'], { TMPDIR });
      expect(asked.exitCode).not.toBe(0);
      expect(asked.stderr).toMatch(/takes for a pattern.*another TMPDIR/);
    });
  });
});

describe('an object with a key of any name', () => {
  it.each(['folder', 'bucket'])(
    'is read once, also where others match it as a pattern, in a %s',
    async (on) => {
      await withFolder(async (root) => {
        const simulator = await startSimulator({ people: 4, now: NOW });
        const made = join(root, 'made');
        await withLake(folderStore(made), (lake) =>
          pullInto(lake, simulator, { sources: ['users', 'usage'], since: '2026-11-17' }),
        );
        await simulator.close();
        const [{ people = 0 } = {}] = await figures(made);
        const [there = ''] = (await Array.fromAsync(folderStore(made).list('lake/users/'))).map(
          ({ key }) => key,
        );
        const bytes = await readFile(join(made, there));
        const others = [
          'part[1].parquet',
          'part1.parquet',
          'part?.parquet',
          'part*.parquet',
          'part 1 (copy).parquet',
        ];
        for (const other of others) await folderStore(made).put(`lake/users/${other}`, bytes, 'absent');
        await folderStore(made).put('lake/users/notes.txt', bytes, 'absent');
        const count = Number(people) * (others.length + 1);
        if (on === 'folder') expect(await figures(made)).toMatchObject([{ people: count }]);
        else
          await withBucket(async (storeOf, environment) => {
            Object.assign(process.env, environment);
            await copyObjects(folderStore(made), storeOf('a'));
            expect(await figures(storeOf('a').location)).toMatchObject([{ people: count }]);
          });
      });
    },
  );
});
