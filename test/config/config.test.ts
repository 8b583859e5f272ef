import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentOf, readConfig } from '../../src/config/config.ts';
import { requireSettings, streamsOf } from '../../src/config/streams.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('configuration', () => {
  it('takes options before environment before file', async () => {
    const file = join(folder, 'order.json');
    await writeFile(
      file,
      JSON.stringify({ lake: 'from-file', workspaces: ['from-file'], feeds: ['from-file'] }),
    );
    const config = await readConfig(
      { lake: 'from-option' },
      { CODEX_LAKE: 'from-env', CODEX_LAKE_WORKSPACES: 'a, b' },
      file,
    );
    expect(config).toMatchObject({ lake: 'from-option', workspaces: ['a', 'b'], feeds: ['from-file'] });
  });

  it('tells all problems at once, and no value of a key', async () => {
    const wrong = {
      CODEX_LAKE_API_BASE: 'not a url',
      CODEX_LAKE_DIGEST_KEY: 'secret-but-short',
      CODEX_LAKE_WORKSPACES: '../x',
    };
    const failed = readConfig({}, wrong, 'none');
    await expect(failed).rejects.toThrow(/apiBase[\s\S]*digestKey|digestKey[\s\S]*apiBase/);
    await expect(failed).rejects.toThrow(/workspaces/);
    await expect(failed).rejects.not.toThrow(/secret-but-short/);
  });

  it.each([
    's3://',
    's3:///prefix',
    'S3://bucket/lake',
    'gs://bucket/lake',
    'file:///lake',
    'https://h/lake',
  ])('does not take %s for a folder', async (lake) => {
    await expect(readConfig({ lake }, {}, 'none')).rejects.toThrow(
      /lake: .*a folder, or s3:\/\/bucket\/prefix/,
    );
  });

  it('takes any folder, and any prefix of a bucket, also of several lines', async () => {
    for (const lake of [
      './lake',
      'a:b',
      'two\nlines',
      's3://bucket',
      's3://bucket/',
      's3://bucket/two\nlines',
    ])
      expect(await readConfig({ lake }, {}, 'none')).toMatchObject({ lake });
  });

  it('refuses a file that is not a JSON object, and settings it does not know', async () => {
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '[');
    await expect(readConfig({}, {}, broken)).rejects.toThrow(/not a JSON object/);
    const unknown = join(folder, 'unknown.json');
    await writeFile(unknown, JSON.stringify({ workspace: 'x' }));
    await expect(readConfig({}, {}, unknown)).rejects.toThrow(/workspace/);
  });
});

describe('streams', () => {
  const keys = { OPENAI_ANALYTICS_KEY: 'a', OPENAI_COMPLIANCE_KEY: 'c' };

  it('are every source of every workspace, organization and feed', async () => {
    const config = await readConfig(
      {},
      { ...keys, CODEX_LAKE_WORKSPACES: 'w1,w2', CODEX_LAKE_ORGANIZATIONS: 'org-1' },
      'none',
    );
    const names = streamsOf(config, []).map(({ source, scopeId }) => `${source.name} ${scopeId}`);
    expect(names).toContain('usage w1');
    expect(names).toContain('CODEX_LOG w2');
    expect(names).toContain('COSTS org-1');
    expect(names).not.toContain('COSTS w1');
    expect(names).toContain('egress_ranges chatgpt-agents');
  });

  it('take a log type nobody has described yet', async () => {
    const config = await readConfig({}, { ...keys, CODEX_LAKE_WORKSPACES: 'w' }, 'none');
    expect(streamsOf(config, ['NEW_TYPE'])[0]?.source.record.tables[0].name).toBe('compliance_log');
  });

  it('are those of the configured sources when none is named', async () => {
    const config = await readConfig(
      {},
      { ...keys, CODEX_LAKE_WORKSPACES: 'w', CODEX_LAKE_SOURCES: 'usage,APP_LOG' },
      'none',
    );
    expect(streamsOf(config, []).map(({ source }) => source.name)).toEqual(['usage', 'APP_LOG']);
    await expect(readConfig({}, { CODEX_LAKE_SOURCES: 'usages' }, 'none')).rejects.toThrow(
      /sources\.0: a source/,
    );
  });

  it('need the keys of what is named, and one key when nothing is', async () => {
    const config = await readConfig({}, { CODEX_LAKE_WORKSPACES: 'w', OPENAI_ANALYTICS_KEY: 'a' }, 'none');
    expect(() => requireSettings(config, ['usage'])).not.toThrow();
    expect(() => requireSettings(config, [])).not.toThrow();
    expect(() => requireSettings(config, ['users'])).toThrow(/OPENAI_COMPLIANCE_KEY/);
    const none = await readConfig({}, { CODEX_LAKE_WORKSPACES: 'w' }, 'none');
    expect(() => requireSettings(none, [])).toThrow(/OPENAI_ANALYTICS_KEY[\s\S]*OPENAI_COMPLIANCE_KEY/);
    expect(() => requireSettings(none, ['egress_ranges'])).not.toThrow();
  });
});

describe('settings of a deployment', () => {
  it('all have a default, so that the id of a workspace is enough', async () => {
    const { deployment } = await readConfig({ workspaces: ['w'] }, {}, 'none');
    expect(deployment).toMatchObject({
      stackName: 'CodexLake',
      architecture: 'arm64',
      retention: { rawDays: null },
    });
  });

  it('are refused together, each with its path and what is allowed', async () => {
    const failed = readConfig(
      {
        deployment: {
          architecture: 'mips',
          alarmEmail: 'nobody',
          retention: { logDays: 8 },
          schedules: { usage: 'hourly' },
        },
      },
      {},
      'none',
    );
    await expect(failed).rejects.toThrow(/deployment\.architecture: .*"arm64"\|"x86_64"/);
    await expect(failed).rejects.toThrow(/deployment\.alarmEmail: an e-mail address/);
    await expect(failed).rejects.toThrow(/deployment\.retention\.logDays: .*7\|14/);
    await expect(failed).rejects.toThrow(/deployment\.schedules\.usage: rate\(1 hour\) or cron/);
  });

  it('reach the functions as variables that say the same, keys left out', async () => {
    const given = { workspaces: ['w1', 'w2'], paced: false, analyticsKey: 'a', digestKey: 'ab'.repeat(32) };
    const config = await readConfig(given, {}, 'none');
    const environment = environmentOf(config);
    expect(JSON.stringify(environment)).not.toContain('abab');
    const { analyticsKey, digestKey, ...open } = config;
    expect(await readConfig({}, environment, 'none')).toEqual(open);
  });
});
