import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { readConfig } from '../../src/config/config.ts';
import { checkClock } from '../../src/doctor/check-clock.ts';
import { examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { KNOWN_TYPES } from '../../src/sources/compliance-logs/known-types.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { startLogUpstream } from '../harness/log-upstream.ts';

let simulator: Simulator;
let lake: string;
beforeEach(async () => {
  simulator = await startSimulator({ people: 3 });
  lake = await mkdtemp(join(tmpdir(), 'codex-lake-doctor-'));
});
afterEach(async () => {
  await simulator.close();
  await rm(lake, { recursive: true });
});

async function found(changed: Readonly<Record<string, unknown>> = {}): Promise<readonly Finding[]> {
  const { workspaceId, organizationId, apiBase, rangesBase, analyticsKey, complianceKey } = simulator;
  const config = await readConfig(
    {
      lake,
      workspaces: [workspaceId],
      organizations: [organizationId],
      apiBase,
      rangesBase,
      analyticsKey,
      complianceKey,
      githubApi: simulator.githubApi,
      addressUrl: simulator.addressUrl,
      ...changed,
    },
    {},
    null,
  );
  const findings = await examine(config);
  for (const key of simulator.secrets.keys) expect(JSON.stringify(findings)).not.toContain(key);
  return findings;
}

const endpoints = (findings: readonly Finding[]) =>
  findings.filter(({ check }) => check.startsWith('endpoint: '));
const sourcesWith = (findings: readonly Finding[], status: Finding['status']) =>
  endpoints(findings)
    .filter((one) => one.status === status)
    .map(({ check }) => check.replace(/^endpoint: | of .*$/g, ''))
    .sort();
const readWith = (key: string) =>
  SOURCES.filter((source) => source.key === key)
    .map(({ name }) => name)
    .sort();

describe('where all is well', () => {
  it('every check is ok, and no key is asked for that nothing needs', async () => {
    const findings = await found();
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([
      expect.objectContaining({ check: 'key: github', status: 'skipped' }),
    ]);
  });

  it('each source is asked at its own endpoint, with one request, and each log and known type with one more', async () => {
    const findings = await found();
    expect(sourcesWith(findings, 'ok')).toEqual(SOURCES.map(({ name }) => name).sort());
    const asked = [...simulator.requests.values()].reduce((sum, count) => sum + count, 0);
    // One for the clock, one for the address.
    expect(asked).toBeLessThanOrEqual(SOURCES.length + KNOWN_TYPES.length + 2);
  });
});

describe('log types', () => {
  const typesOf = (findings: readonly Finding[]) =>
    findings
      .filter(({ check }) => check.startsWith('log types of '))
      .map(({ status, says }) => [status, says]);

  it('that the key can list and nobody collects are named, and only those', async () => {
    expect(typesOf(await found())).toEqual([
      [
        'ok',
        'the key can also list APP_LOG, APP_AUTH_LOG, CONVERSATION_MESSAGE, CUSTOM_AGENTS_LOG, CHATGPT_PLUGIN_SPREADSHEET, which nobody collects; logTypes in the settings takes one',
      ],
      [
        'ok',
        'the key can also list APP_LOG, APP_AUTH_LOG, which nobody collects; organizationLogTypes in the settings takes one',
      ],
    ]);
    const logTypes = [
      'APP_LOG',
      'APP_AUTH_LOG',
      'CONVERSATION_MESSAGE',
      'CUSTOM_AGENTS_LOG',
      'CHATGPT_PLUGIN_SPREADSHEET',
    ];
    const organizationLogTypes = ['APP_LOG', 'APP_AUTH_LOG'];
    const none = ['ok', 'the key can list none that is known and not collected'];
    const taken = await found({ logTypes, organizationLogTypes });
    expect(typesOf(taken)).toEqual([none, none]);
    expect(sourcesWith(taken, 'ok').filter((name) => name === 'APP_LOG')).toHaveLength(2);
  });

  it('have the latest event upstream knows, where it says', async () => {
    const says = (findings: readonly Finding[]) =>
      endpoints(findings).find(({ check }) => check.includes('CODEX_LOG'))?.says;
    expect(says(await found())).toMatch(/^answers; upstream's latest event is of 2026-/);
    simulator.setFaults(['no-max-event-time']);
    expect(says(await found())).toBe('answers');
  });
});

describe('a key', () => {
  it('that upstream does not know is named for each endpoint it is refused at', async () => {
    const findings = await found({ complianceKey: 'a-key-nobody-knows' });
    expect(sourcesWith(findings, 'problem')).toEqual(readWith('compliance'));
    expect(sourcesWith(findings, 'ok')).toEqual([...readWith('analytics'), ...readWith('none')].sort());
    expect(findings.find(({ check }) => check.includes('COSTS'))?.todo).toContain('of the organization');
    expect(JSON.stringify(findings)).not.toContain('a-key-nobody-knows');
  });

  it('that is good for one scope only is useless for the other, and found out', async () => {
    const findings = await found({ complianceKey: simulator.analyticsKey });
    expect(sourcesWith(findings, 'problem')).toEqual(readWith('compliance'));
    const logs = findings.find(({ check }) => check.includes('CODEX_LOG'));
    expect(logs?.says).toContain('403');
    expect(logs?.todo).toContain('chatgpt.enterprise.compliance_logs_platform.read');
  });

  it('that is refused while the one before it serves is warned of: nothing stands still yet', async () => {
    const findings = await found({
      complianceKey: 'a-key-nobody-knows',
      previousComplianceKey: simulator.complianceKey,
    });
    expect(sourcesWith(findings, 'warning')).toEqual(readWith('compliance'));
    expect(sourcesWith(findings, 'problem')).toEqual([]);
    expect(findings.find(({ check }) => check.includes('CODEX_LOG'))?.says).toContain(
      'the key before it serves',
    );
    const neither = await found({ complianceKey: 'nobody-knows-it', previousComplianceKey: 'nor-this-one' });
    expect(sourcesWith(neither, 'problem')).toEqual(readWith('compliance'));
  });

  it('that is missing is not configured, and its endpoints are not asked', async () => {
    const findings = await found({ analyticsKey: undefined });
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'key: analytics', status: 'not configured' }),
    );
    expect(sourcesWith(findings, 'skipped')).toEqual(readWith('analytics'));
  });
});

describe('settings', () => {
  it('with the id of no workspace upstream knows lead to that id', async () => {
    const findings = await found({ workspaces: ['ws-of-nobody'] });
    const usage = endpoints(findings).find(({ check }) => check === 'endpoint: usage of ws-of-nobody');
    expect(usage).toMatchObject({ status: 'problem', todo: expect.stringContaining('ws-of-nobody') });
  });

  it('without an organization leave cost unknown, and say so', async () => {
    const findings = await found({ organizations: [] });
    expect(findings.find(({ check }) => check === 'settings: organizations')?.status).toBe('not configured');
    expect(endpoints(findings).some(({ check }) => check.includes('COSTS'))).toBe(false);
  });
});

it('takes a listing of two documents as a pull does, for an answer', async () => {
  const upstream = await startLogUpstream([]);
  upstream.send = (page) => `${JSON.stringify(page)}\n${JSON.stringify(page)}\n`;
  const { apiBase, workspaceId } = upstream;
  const findings = await found({ apiBase, workspaces: [workspaceId] });
  await upstream.close();
  expect(endpoints(findings).find(({ check }) => check.includes('AUTH_LOG'))).toMatchObject({ status: 'ok' });
});

it('takes a sign-in page for what it is', async () => {
  simulator.setFaults(['html-instead-of-json']);
  const findings = await found();
  expect(endpoints(findings).find(({ check }) => check.includes('users'))).toMatchObject({
    status: 'problem',
    todo: expect.stringContaining('sign-in page'),
  });
});

it.each([
  ['ahead of', 90_000],
  ['behind', -90_000],
] as const)('warns of a clock that is %s upstream', async (where, offsetMs) => {
  const server = createServer((_, answer) => answer.writeHead(404).end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const [clock] = await checkClock(`http://127.0.0.1:${port}`, () => new Date(Date.now() + offsetMs));
  server.close();
  expect(clock).toMatchObject({ status: 'warning', says: expect.stringContaining(where) });
});

describe("an organization's allow list", () => {
  const allowlist = () => ({
    targets: [{ kind: 'github', organization: simulator.github.organization.name }],
  });

  it('that has the address of this machine lets it in', async () => {
    const findings = await found({ allowlist: allowlist(), githubToken: simulator.github.token });
    expect(findings.find(({ check }) => check.startsWith('allow list'))?.status).toBe('ok');
  });

  it('that has not the address of this machine is warned of, as it would refuse it once enforced', async () => {
    simulator.github.organization.setting = 'DISABLED';
    simulator.github.callerAddress = '192.0.2.7';
    const findings = await found({ allowlist: allowlist(), githubToken: simulator.github.token });
    expect(findings.find(({ check }) => check === 'address')?.says).toContain('192.0.2.7');
    expect(findings.find(({ check }) => check.startsWith('allow list'))?.status).toBe('warning');
  });

  it('that refuses this machine is a problem', async () => {
    simulator.github.organization.setting = 'ENABLED';
    simulator.github.callerAddress = '192.0.2.7';
    const findings = await found({ allowlist: allowlist(), githubToken: simulator.github.token });
    expect(findings.find(({ check }) => check.startsWith('allow list'))).toMatchObject({
      status: 'problem',
      says: expect.stringContaining('not in the IP allow list'),
    });
  });

  it('is not read without a token, which is then asked for', async () => {
    const findings = await found({ allowlist: allowlist() });
    expect(findings.find(({ check }) => check.startsWith('allow list'))?.status).toBe('skipped');
    expect(findings.find(({ check }) => check === 'key: github')?.status).toBe('not configured');
  });

  it('is not read with a token of too few rights, and says which it needs', async () => {
    const findings = await found({ allowlist: allowlist(), githubToken: simulator.github.weakToken });
    expect(findings.find(({ check }) => check.startsWith('allow list'))).toMatchObject({
      status: 'problem',
      says: expect.stringContaining('admin:org'),
    });
  });
});
