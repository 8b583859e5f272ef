import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

const NOW = new Date('2026-11-20T09:30:00Z');
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, people: 3 });
});
beforeEach(() => {
  simulator.setFaults([]);
  simulator.github.callerAddress = '198.51.100.7';
});
afterAll(() => simulator.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Readonly<Record<string, unknown>>;
    readonly errors?: unknown[];
    message?: string;
  };
}

async function graphql(query: string, variables = {}, token = simulator.github.token): Promise<Answer> {
  const response = await fetch(simulator.githubApi, {
    method: 'POST',
    headers: { authorization: `bearer ${token}`, 'user-agent': 'test' },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

const LIST = `query ($login: String!, $after: String, $first: Int!) {
  organization(login: $login) {
    id ipAllowListEnabledSetting
    ipAllowListEntries(first: $first, after: $after, orderBy: { field: ALLOW_LIST_VALUE, direction: ASC }) {
      totalCount pageInfo { hasNextPage endCursor } nodes { id allowListValue name isActive createdAt updatedAt }
    }
  }
}`;

function create(values: readonly string[], name = 'codex-lake'): Promise<Answer> {
  const { ownerId } = simulator.github.organization;
  const fields = values.map(
    (value, i) =>
      `e${i}: createIpAllowListEntry(input: { ownerId: "${ownerId}", allowListValue: "${value}", isActive: true, name: "${name}" }) { ipAllowListEntry { id allowListValue } }`,
  );
  return graphql(`mutation { ${fields.join('\n')} }`);
}

const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((found, key) => Object(found)[key], value);
const names = () => simulator.github.organization.entries.map(({ name }) => name);

describe("GitHub's IP allow list", () => {
  test('comes page by page, at most 100 entries each, and can be added to, changed and cut', async () => {
    const { body } = await create(['20.1.2.0/28', '2603:1030::/48']);
    expect(at(body.data, 'e1', 'ipAllowListEntry', 'allowListValue')).toBe('2603:1030::/48');
    const seen: unknown[] = [];
    for (let after: unknown = null; ; ) {
      const page = at(
        (await graphql(LIST, { login: 'example-org', after, first: 2 })).body.data,
        'organization',
      );
      seen.push(
        ...Object(at(page, 'ipAllowListEntries', 'nodes')).map(
          ({ allowListValue }: { allowListValue: string }) => allowListValue,
        ),
      );
      expect(at(page, 'ipAllowListEntries', 'totalCount')).toBe(5);
      if (at(page, 'ipAllowListEntries', 'pageInfo', 'hasNextPage') !== true) break;
      after = at(page, 'ipAllowListEntries', 'pageInfo', 'endCursor');
    }
    expect(seen).toEqual([
      '198.51.100.0/24',
      '20.1.2.0/28',
      '203.0.113.64/28',
      '203.0.113.7',
      '2603:1030::/48',
    ]);

    const id = at(body.data, 'e0', 'ipAllowListEntry', 'id');
    await graphql(
      'mutation ($id: ID!) { updateIpAllowListEntry(input: { ipAllowListEntryId: $id, allowListValue: "20.1.3.0/28", isActive: false }) { ipAllowListEntry { id } } }',
      { id },
    );
    expect(simulator.github.organization.entries).toContainEqual(
      expect.objectContaining({ id, allowListValue: '20.1.3.0/28', isActive: false, name: null }),
    );
    const cut = await graphql(
      'mutation ($id: ID!) { a: deleteIpAllowListEntry(input: { ipAllowListEntryId: $id }) { clientMutationId } b: deleteIpAllowListEntry(input: { ipAllowListEntryId: $id }) { clientMutationId } }',
      { id },
    );
    expect(cut.status).toBe(200);
    expect(cut.body).toMatchObject({
      data: { a: { clientMutationId: null }, b: null },
      errors: [{ type: 'NOT_FOUND', path: ['b'] }],
    });
    expect(simulator.listChanges.at(-1)).toMatchObject({
      list: 'github:example-org',
      by: 'client',
      removed: ['20.1.2.0/28'],
    });
  });

  test('of an enterprise is in its ownerInfo, and apart from the organization’s', async () => {
    const { body } = await graphql(
      'query { enterprise(slug: "example-enterprise") { id ownerInfo { ipAllowListEnabledSetting ipAllowListEntries(first: 1) { totalCount } } } }',
    );
    expect(at(body.data, 'enterprise', 'ownerInfo', 'ipAllowListEntries', 'totalCount')).toBe(3);
  });

  test.each([
    [
      'more than 100 entries a page',
      () => graphql(LIST, { login: 'example-org', first: 101 }),
      'EXCESSIVE_PAGINATION',
    ],
    ['an organization there is not', () => graphql(LIST, { login: 'nobody', first: 1 }), 'NOT_FOUND'],
    ['a value that is no address', () => create(['20.1.2.0/33']), 'UNPROCESSABLE'],
    [
      'a token without admin:org',
      () => graphql(LIST, { login: 'example-org', first: 1 }, simulator.github.weakToken),
      'INSUFFICIENT_SCOPES',
    ],
  ])('refuses %s', async (_, ask, type) => {
    const { status, body } = await ask();
    expect(status).toBe(200);
    expect(body.errors).toMatchObject([{ type }]);
  });

  test('refuses a wrong token, and a document that cannot be read', async () => {
    expect((await graphql(LIST, {}, 'wrong')).status).toBe(401);
    expect((await graphql('query { organization(', {})).body.errors).toHaveLength(1);
  });

  test('shuts out whoever is not on it, minutes after the change, and only while it is enabled', async () => {
    const ask = () => graphql(LIST, { login: 'example-org', first: 1 });
    simulator.github.callerAddress = '192.0.2.10';
    expect(await ask()).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('IP allow list enabled') },
    });
    simulator.github.organization.setting = 'DISABLED';
    await create(['192.0.2.0/24']);
    simulator.github.organization.setting = 'ENABLED';
    expect((await ask()).status).toBe(403);
    simulator.setNow(new Date(NOW.getTime() + 300_000));
    expect((await ask()).status).toBe(200);
    simulator.setNow(NOW);
  });
});

describe('faults', () => {
  const faulty = (fault: FaultName) => simulator.setFaults([fault]);

  test('github-partial-failure: some aliases fail, and succeed when asked for again', async () => {
    faulty('github-partial-failure');
    const values = [1, 2, 3, 4, 5, 6].map((n) => `20.9.${n}.0/28`);
    const { body } = await create(values);
    const failed = Object.entries(body.data ?? {}).filter(([, value]) => value === null);
    expect(failed.length).toBeGreaterThan(0);
    expect(body.errors).toHaveLength(failed.length);
    const again = values.filter((_, i) => failed.some(([alias]) => alias === `e${i}`));
    expect((await create(again)).body.errors).toBeUndefined();
  });

  test.each([
    ['github-secondary-limit', '1'],
    ['github-secondary-limit-silent', null],
  ] as const)('%s: changes are refused with retry-after %j', async (fault, retryAfter) => {
    faulty(fault);
    const answers = [
      await create(['20.8.1.0/28']),
      await create(['20.8.2.0/28']),
      await create(['20.8.3.0/28']),
    ];
    const refused = answers.filter(({ status }) => status === 403);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.body.message).toContain('secondary rate limit');
    expect(refused[0]?.headers.get('retry-after')).toBe(retryAfter);
  });

  test('github-foreign-edit: somebody else’s entry comes and goes', async () => {
    faulty('github-foreign-edit');
    const before = simulator.github.organization.entries.length;
    await create(['20.7.1.0/28']);
    await create(['20.7.2.0/28']);
    expect(simulator.github.organization.entries).toHaveLength(before + 3);
    expect(names().filter((name) => name === 'Visitor')).toHaveLength(1);
    expect(simulator.listChanges.filter(({ by }) => by === 'somebody else').length).toBeGreaterThan(2);
  });

  test('github-duplicate-entry: one creation in five makes two', async () => {
    faulty('github-duplicate-entry');
    const before = simulator.github.organization.entries.length;
    await create([1, 2, 3, 4, 5].map((n) => `20.6.${n}.0/28`));
    expect(simulator.github.organization.entries).toHaveLength(before + 6);
  });

  test('github-answer-lost: the change took place', async () => {
    faulty('github-answer-lost');
    await expect(create(['20.5.1.0/28'])).rejects.toThrow();
    expect(simulator.github.organization.entries.map(({ allowListValue }) => allowListValue)).toContain(
      '20.5.1.0/28',
    );
  });
});

test('github-primary-limit: the points of the hour are used up, and there again when it is over', async () => {
  const fresh = await startSimulator({ now: NOW, people: 3, faults: ['github-primary-limit'] });
  const ask = () =>
    fetch(fresh.githubApi, {
      method: 'POST',
      headers: { authorization: `bearer ${fresh.github.token}` },
      body: JSON.stringify({ query: '{ viewer { login } }' }),
    });
  for (let i = 0; i < 3; i++) expect(await (await ask()).json()).toHaveProperty('data.viewer.login');
  const over = await ask();
  expect([over.status, over.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
  expect(await over.json()).toMatchObject({ errors: [{ type: 'RATE_LIMITED' }] });
  fresh.setNow(new Date(Number(over.headers.get('x-ratelimit-reset')) * 1000));
  expect(await (await ask()).json()).toHaveProperty('data');
  await fresh.close();
});

test('with rate limits, more than 80 entries a minute or 500 an hour are refused until there is room', async () => {
  const fresh = await startSimulator({ now: NOW, people: 3, rateLimits: true });
  let now = NOW.getTime();
  let made = 0;
  async function fill(): Promise<Response> {
    const fields = Array.from(
      { length: 20 },
      (_, i) =>
        `e${i}: createIpAllowListEntry(input: { ownerId: "${fresh.github.organization.ownerId}", allowListValue: "20.${made % 200}.${i}.0/28", isActive: true }) { clientMutationId }`,
    );
    const response = await fetch(fresh.githubApi, {
      method: 'POST',
      headers: { authorization: `bearer ${fresh.github.token}` },
      body: JSON.stringify({ query: `mutation { ${fields.join(' ')} }` }),
    });
    if (response.status === 200) made += 20;
    await response.text();
    return response;
  }
  for (let i = 0; i < 4; i++) expect((await fill()).status).toBe(200);
  const refused = await fill();
  expect(refused.status).toBe(403);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
  let waited = 0;
  while (made < 520 && waited < 4_000) {
    const answer = await fill();
    if (answer.status === 200) continue;
    const seconds = Number(answer.headers.get('retry-after'));
    waited += seconds;
    now += seconds * 1000;
    fresh.setNow(new Date(now));
  }
  expect(made).toBe(520);
  expect(waited).toBeGreaterThan(3_300);
  await fresh.close();
});
