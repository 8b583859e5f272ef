import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handMadeLake } from '../views/hand-made-lake.ts';
import { codexLake } from './codex-lake.ts';

const NAME = '=HYPERLINK("a")\u001b[31m\u202e';

let root: string;
let lake: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'codex-lake-query-cli-'));
  lake = join(root, 'lake');
  await mkdir(lake);
  (await handMadeLake(lake, { users: [{ user_id: 'u1', user_email: NAME }] })).close();
  await writeFile(join(root, 'beside.csv'), 'a\nread from beside\n');
});
afterAll(() => rm(root, { recursive: true }));

const query = (sql: string, ...options: string[]) => codexLake(['query', '--lake', lake, sql, ...options]);

describe('query', () => {
  it('says in its help that it only reads, and what --unsafe lifts', async () => {
    const { stdout } = await codexLake(['query', '--help']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('It only reads, and only the lake');
    expect(stdout).toContain('--unsafe');
  });

  it.each([
    ["FROM 'BESIDE'", /^beyond the lake: Cannot access file/],
    ["COPY users TO 'BESIDE'", /^beyond the lake: Cannot access file/],
    ["ATTACH ':memory:' AS more", /^statement ATTACH: does more than read, allowed are SELECT/],
    ['SELECT 1; SELECT 2', /^2 statements, allowed is one/],
  ])('refuses %s with exit code 2, and names --unsafe', async (sql, says) => {
    const { exitCode, stdout, stderr } = await query(sql.replace('BESIDE', join(root, 'beside.csv')));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).toContain('--unsafe lets SQL do all that this process may');
    expect(await readFile(join(root, 'beside.csv'), 'utf8')).toBe('a\nread from beside\n');
  });

  it('with --unsafe reads and writes what the process may, in several statements', async () => {
    const out = join(root, 'out');
    await mkdir(out);
    const sql = `COPY users TO '${join(out, 'users.csv')}'; FROM '${join(root, 'beside.csv')}'`;
    const { exitCode, stdout, stderr } = await query(sql, '--unsafe', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([{ a: 'read from beside' }]);
    expect(await readdir(out)).toEqual(['users.csv']);
  });

  it('names an object that is damaged by its place in the lake', async () => {
    const damaged = join(root, 'damaged');
    await mkdir(join(damaged, 'lake/users'), { recursive: true });
    await writeFile(join(damaged, 'lake/users/ws.parquet'), 'no parquet');
    const { exitCode, stderr } = await codexLake(['query', '--lake', damaged, 'FROM users']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(join(damaged, 'lake/users/ws.parquet'));
  });

  it('spells out control characters in a table, and keeps them where CSV and JSON go to a file', async () => {
    const sql = 'SELECT user_email AS name FROM users';
    expect((await query(sql)).stdout).toContain('=HYPERLINK("a")\\x1b[31m\\u202e');
    expect((await query(sql, '--format', 'csv')).stdout).toBe(`name\r\n"'${NAME.replaceAll('"', '""')}"\r\n`);
    const { stdout } = await query(sql, '--json');
    expect(stdout).toContain('\\u001b[31m\\u202e');
    expect(JSON.parse(stdout)).toEqual([{ name: NAME }]);
  });

  it('spells out control characters in what it says is wrong', async () => {
    const { stderr } = await query('SELECT "\u001b[2J" FROM users');
    expect(stderr).toContain('\\x1b[2J');
    expect(stderr).not.toContain('\u001b');
  });
});
