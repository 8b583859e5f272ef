import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codexLake, type Ended } from './codex-lake.ts';

let lake: string;
let first: Ended;

beforeAll(async () => {
  lake = await mkdtemp(join(tmpdir(), 'codex-lake-demo-'));
  first = await codexLake(['demo', '--lake', lake, '--people', '8', '--now', '2026-11-16T09:00:00Z']);
});

afterAll(() => rm(lake, { recursive: true }));

describe('demo', () => {
  it('ends with coverage, headline figures and what to ask next', () => {
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('█ complete');
    expect(first.stdout).toContain('Who uses it');
    expect(first.stdout).toContain('npx codex-lake query');
  });

  it('tells of progress on stderr in plain lines where there is no terminal', () => {
    expect(first.stderr).toMatch(/^CODEX_LOG +\d+\/\d+ files +\d+\.\d MB/m);
    expect(first.stderr).toMatch(/^usage +90\/90 days/m);
    expect(first.stderr).not.toContain('\u001b');
  });

  it('changes no object when started again', async () => {
    const before = await contents(lake);
    const second = await codexLake(['demo', '--lake', lake, '--people', '8']);
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toContain('Nothing new');
    expect(await contents(lake)).toEqual(before);
  });

  it('prints one JSON document with --json', async () => {
    const { stdout } = await codexLake(['demo', '--lake', lake, '--people', '8', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ lake, exitCode: 0, coverage: expect.any(Array) });
  });
});

describe('query', () => {
  const sql =
    'select day, count(distinct user_id) users, sum(credits) credits from usage_user_day group by day order by day desc limit 5';

  it('answers with a table', async () => {
    const { exitCode, stdout } = await codexLake(['query', '--lake', lake, sql]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/day +users +credits/);
    expect(stdout).toMatch(/2026-11-\d\d +\d+ +\d/);
  });

  it('answers as JSON with numbers as numbers', async () => {
    const { stdout } = await codexLake(['query', '--lake', lake, sql, '--format', 'json']);
    const [row] = JSON.parse(stdout);
    expect(row).toEqual({
      day: expect.stringMatching(/^2026-11-/),
      users: expect.any(Number),
      credits: expect.any(Number),
    });
  });

  it('answers as CSV with quotes where they are needed', async () => {
    const csv = await codexLake(['query', '--lake', lake, `select 1 as a, 'x,"y"' as b`, '--format', 'csv']);
    expect(csv.stdout).toBe('a,b\r\n1,"x,""y"""\r\n');
  });

  it('names the table that was meant when there is a typo', async () => {
    const { exitCode, stderr, stdout } = await codexLake([
      'query',
      '--lake',
      lake,
      'select * from usage_user_dya',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('table usage_user_dya: there is none; did you mean usage_user_day?');
    expect(stdout).toBe('');
  });
});

describe('status', () => {
  it('exits with 3 when days are missing, and counts the days until they are lost', async () => {
    // The demo company stands still while the days go by.
    const { exitCode, stdout } = await codexLake(['status', '--lake', lake, '--json']);
    const { sources } = JSON.parse(stdout);
    const usage = sources.find(({ source }: { readonly source: string }) => source === 'usage');
    const states = usage.days.map(({ state }: { readonly state: string }) => state);
    const isMissing = states.indexOf('missing');
    const lost = usage.days.findIndex(({ daysLeft }: { readonly daysLeft: number }) => daysLeft > 0);
    expect(usage.daysUntilLost).toBe(isMissing < 0 ? null : usage.days[Math.max(isMissing, lost)].daysLeft);
    const whole = sources.every(({ daysMissing }: { readonly daysMissing: number }) => daysMissing === 0);
    expect(exitCode).toBe(whole ? 0 : 3);
  });
});

async function contents(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    hashes[path] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return hashes;
}
