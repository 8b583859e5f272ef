import {
  DescribeManagedPrefixListsCommand,
  EC2Client,
  ModifyManagedPrefixListCommand,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import { GetIPSetCommand, ListIPSetsCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

let simulator: Simulator;
let waf: WAFV2Client;
let ec2: EC2Client;

beforeAll(async () => {
  simulator = await startSimulator({ now: new Date('2026-11-20T09:30:00Z'), people: 3 });
  const settings = {
    endpoint: simulator.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  waf = new WAFV2Client(settings);
  ec2 = new EC2Client(settings);
});
beforeEach(() => simulator.setFaults([]));
afterAll(async () => {
  waf.destroy();
  ec2.destroy();
  await simulator.close();
});

const set = () => {
  const { id: Id, name: Name, scope: Scope } = simulator.aws.ipSets.named('codex-egress-ipv4');
  return { Id, Name, Scope };
};
const get = () => waf.send(new GetIPSetCommand(set()));

describe('a WAF IP set', () => {
  test('is listed, read, and replaced whole with its lock token', async () => {
    const { IPSets = [] } = await waf.send(new ListIPSetsCommand({ Scope: 'REGIONAL' }));
    expect(IPSets.map(({ Name }) => Name)).toEqual(['codex-egress-ipv4', 'codex-egress-ipv6']);
    const { LockToken, IPSet } = await get();
    expect(IPSet).toMatchObject({ IPAddressVersion: 'IPV4', Addresses: ['198.51.100.0/24'] });
    const Addresses = ['198.51.100.0/24', '20.1.2.0/28'];
    const { NextLockToken } = await waf.send(new UpdateIPSetCommand({ ...set(), Addresses, LockToken }));
    expect(await get()).toMatchObject({ IPSet: { Addresses }, LockToken: NextLockToken });
    expect(simulator.listChanges.at(-1)).toMatchObject({ by: 'client', added: ['20.1.2.0/28'], removed: [] });
    await expect(
      waf.send(new UpdateIPSetCommand({ ...set(), Addresses: [], LockToken })),
    ).rejects.toMatchObject({
      name: 'WAFOptimisticLockException',
    });
  });

  test.each([
    ['an address of the other family', ['2603:1030::/48'], 'WAFInvalidParameterException'],
    ['everything', ['0.0.0.0/0'], 'WAFInvalidParameterException'],
    ['an address without a length', ['20.1.2.3'], 'WAFInvalidParameterException'],
    [
      'more than 10,000',
      Array.from({ length: 10_001 }, (_, i) => `20.${i >> 8}.${i & 255}.0/28`),
      'WAFLimitsExceededException',
    ],
  ])('refuses %s', async (_, Addresses, name) => {
    const { LockToken } = await get();
    await expect(waf.send(new UpdateIPSetCommand({ ...set(), Addresses, LockToken }))).rejects.toMatchObject({
      name,
    });
  });

  test('refuses an id there is not', async () => {
    await expect(waf.send(new GetIPSetCommand({ ...set(), Id: 'none' }))).rejects.toMatchObject({
      name: 'WAFNonexistentItemException',
    });
  });

  test('waf-stale-lock: somebody else was faster, once', async () => {
    simulator.setFaults(['waf-stale-lock']);
    const update = async () => {
      const { IPSet, LockToken } = await get();
      return waf.send(new UpdateIPSetCommand({ ...set(), Addresses: IPSet?.Addresses, LockToken }));
    };
    await expect(update()).rejects.toMatchObject({ name: 'WAFOptimisticLockException' });
    await update();
    expect(simulator.listChanges.at(-1)).toMatchObject({ by: 'somebody else' });
  });

  test('waf-throttled and aws-access-denied refuse by their names', async () => {
    simulator.setFaults(['waf-throttled']);
    await expect(get()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await get();
    simulator.setFaults(['aws-access-denied']);
    await expect(get()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

const list = (name = 'codex-egress-ipv4-1') => simulator.aws.prefixLists.named(name);
const describeList = async (name?: string) => {
  const { PrefixLists = [] } = await ec2.send(
    new DescribeManagedPrefixListsCommand({ PrefixListIds: [list(name).id] }),
  );
  return PrefixLists[0];
};
async function settled(name?: string) {
  for (;;) {
    const found = await describeList(name);
    if (found?.State !== 'modify-in-progress') return found;
  }
}
const modify = (input: object, name?: string) =>
  ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId: list(name).id, ...input }));
const cidrs = (count: number, octet = 30) =>
  Array.from({ length: count }, (_, i) => ({ Cidr: `20.${octet}.${i}.0/28`, Description: 'codex-lake' }));

describe('an EC2 managed prefix list', () => {
  test('changes its entries in the background, to a new version', async () => {
    const before = await describeList();
    const answer = await modify({ CurrentVersion: before?.Version, AddEntries: cidrs(100) });
    expect(answer.PrefixList?.State).toBe('modify-in-progress');
    await expect(modify({ CurrentVersion: before?.Version, AddEntries: cidrs(1, 31) })).rejects.toMatchObject(
      {
        name: 'IncorrectState',
      },
    );
    const after = await settled();
    expect(after).toMatchObject({
      State: 'modify-complete',
      Version: Number(before?.Version) + 1,
      AddressFamily: 'IPv4',
    });
    const entries = [];
    const pages = paginateGetManagedPrefixListEntries(
      { client: ec2, pageSize: 30 },
      { PrefixListId: list().id },
    );
    for await (const page of pages) entries.push(...(page.Entries ?? []));
    expect(entries).toHaveLength(101);
    expect(entries).toContainEqual({ Cidr: '20.30.7.0/28', Description: 'codex-lake' });
    await modify({ CurrentVersion: after?.Version, RemoveEntries: cidrs(100).map(({ Cidr }) => ({ Cidr })) });
    await settled();
    expect(simulator.listChanges.at(-1)).toMatchObject({ list: `prefix-list:${list().id}`, by: 'client' });
  });

  test.each([
    ['more than 100 entries at once', { AddEntries: cidrs(101) }, 'InvalidParameterValue'],
    [
      'a change of entries and of size at once',
      { AddEntries: cidrs(1), MaxEntries: 300 },
      'InvalidParameterCombination',
    ],
    ['a version that is past', { CurrentVersion: 0, AddEntries: cidrs(1) }, 'PrefixListVersionMismatch'],
    ['a size beyond the quota', { MaxEntries: 1001 }, 'PrefixListMaxEntriesExceeded'],
    ['an entry of the other family', { AddEntries: [{ Cidr: '2603:1030::/48' }] }, 'InvalidParameterValue'],
    [
      'the removal of what is not there',
      { RemoveEntries: [{ Cidr: '20.99.0.0/28' }] },
      'InvalidParameterValue',
    ],
  ])('refuses %s', async (_, input, name) => {
    await expect(modify({ CurrentVersion: list().version, ...input })).rejects.toMatchObject({ name });
  });

  test('refuses more entries than its size, which can be raised by itself', async () => {
    const name = 'codex-egress-ipv6';
    const entries = Array.from({ length: 11 }, (_, i) => ({ Cidr: `2603:1030:${i}::/48` }));
    const add = () => modify({ CurrentVersion: list(name).version, AddEntries: entries }, name);
    await expect(add()).rejects.toMatchObject({ name: 'PrefixListMaxEntriesExceeded' });
    await modify({ MaxEntries: 11 }, name);
    expect(await settled(name)).toMatchObject({ MaxEntries: 11 });
    await add();
    await settled(name);
    expect(list(name).entries).toHaveLength(11);
  });

  test('prefix-list-busy: a change is under way already', async () => {
    simulator.setFaults(['prefix-list-busy']);
    expect((await describeList())?.State).toBe('modify-in-progress');
    expect((await settled())?.State).toBe('modify-complete');
  });

  test('prefix-list-version-mismatch: somebody else was faster, once', async () => {
    simulator.setFaults(['prefix-list-version-mismatch']);
    const add = () => modify({ CurrentVersion: list().version, AddEntries: cidrs(1, 40) });
    await expect(add()).rejects.toMatchObject({ name: 'PrefixListVersionMismatch' });
    await add();
    await settled();
    expect(list().entries.map(({ description }) => description)).toContain('Visitor');
  });

  test('prefix-list-modify-failed: the first change comes to nothing, and the list says so', async () => {
    simulator.setFaults(['prefix-list-modify-failed']);
    const name = 'codex-egress-ipv4-2';
    const add = () => modify({ CurrentVersion: list(name).version, AddEntries: cidrs(1, 41) }, name);
    await add();
    await settled(name);
    expect(list(name)).toMatchObject({ state: 'modify-failed', entries: [] });
    await add();
    await settled(name);
    expect(list(name).entries).toHaveLength(1);
  });

  test('aws-access-denied: refused by name', async () => {
    simulator.setFaults(['aws-access-denied']);
    await expect(describeList()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

test('refuses a request that is not signed', async () => {
  const answer = await fetch(`${simulator.awsEndpoint}/`, {
    method: 'POST',
    body: 'Action=DescribeManagedPrefixLists',
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('MissingAuthenticationToken');
});

describe('for other processes', () => {
  test('the lists can be read, and the caller moved', async () => {
    const control = `${simulator.rangesBase}/__simulator/allowlists`;
    const summary = await (await fetch(control)).json();
    expect(summary).toMatchObject({
      caller_address: '198.51.100.7',
      prefix_lists: { length: 3 },
      github: { length: 2 },
    });
    const moved = await fetch(control, {
      method: 'POST',
      body: JSON.stringify({ caller_address: '192.0.2.1', enforced: false }),
    });
    expect(moved.status).toBe(200);
    expect(await (await fetch(simulator.addressUrl)).text()).toBe('192.0.2.1\n');
    expect(simulator.github.organization.setting).toBe('DISABLED');
    expect(
      (await fetch(control, { method: 'POST', body: JSON.stringify({ caller_address: 'home' }) })).status,
    ).toBe(400);
  });
});
