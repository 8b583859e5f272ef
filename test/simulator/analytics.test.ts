import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Page, Reader, seconds } from './reader.ts';

const NOW = new Date('2026-09-23T15:00:00Z');
const DAY = 86_400;
const TODAY = seconds('2026-09-23T00:00:00Z');
let simulator: Simulator;
let reader: Reader;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, people: 60 });
  reader = new Reader(simulator);
});
afterAll(() => simulator.close());

/** The clients of the specification, as of version 2.5.3. */
const PUBLISHED_CLIENTS = new RegExp(
  `^CODEX_(${[
    'CLI|WEB|CHROME_EXTENSION_SIDE_PANEL|DESKTOP_APP|CHATGPT_DESKTOP|CLOUD_GENERAL_AGENT|ATLAS|FLORA',
    'WORK_(WEB|MOBILE|DESKTOP)|SLACK|GITHUB|GITHUB_ACTION|SDK_TS|SERVICE_EXEC|UNKNOWN_DEFAULT|IDE_VSCODE|IDE_XCODE',
    'IDE_JETBRAINS_(INTELLIJ_IDEA|INTELLIJ_IDEA_(COMMUNITY|EDUCATIONAL)_EDITION|RUBYMINE|PYCHARM',
    'PYCHARM_(COMMUNITY|EDUCATIONAL)_EDITION|DATASPELL|PHPSTORM|WEBSTORM|APPCODE|CLION|DATAGRIP|RIDER|GOLAND',
    'ANDROID_STUDIO|CLIENT|GATEWAY|FLEET_BACKEND|AQUA|RUSTROVER|WRITERSIDE|GITCLIENT|MPS)',
  ].join('|')})$`,
);

describe('usage', () => {
  test('gives the last 30 calendar days, today included, when no times are given', async () => {
    const days = (await reader.usage('group=workspace')).map((row) => row.start_time);
    expect(days[0]).toBe(TODAY - 29 * DAY);
    expect(days.at(-1)).toBe(TODAY);
  });

  test('treats end_time as exclusive', async () => {
    const rows = await reader.usage(`start_time=${TODAY - 3 * DAY}&end_time=${TODAY - DAY}&group=workspace`);
    expect(rows.map((row) => row.start_time)).toEqual([TODAY - 3 * DAY, TODAY - 2 * DAY]);
    expect(rows.every((row) => row.end_time === row.start_time + DAY)).toBe(true);
  });

  test('knows nothing older than 90 days', async () => {
    const rows = await reader.usage(`start_time=${TODAY - 200 * DAY}&group=workspace`);
    expect(rows[0]?.start_time).toBe(TODAY - 90 * DAY);
    const older = await reader.usage(`start_time=${TODAY - 200 * DAY}&end_time=${TODAY - 100 * DAY}`);
    expect(older).toEqual([]);
  });

  test('pages through every row once, in ascending days, splitting days where pages end', async () => {
    const window = `start_time=${TODAY - 2 * DAY}&end_time=${TODAY}`;
    const inOne = await reader.usage(`${window}&limit=30000`);
    const inMany = await reader.usage(`${window}&limit=7`);
    expect(inMany).toEqual(inOne);
    expect(inOne.length).toBeGreaterThan(40);
    const starts = inOne.map((row) => row.start_time);
    expect(starts).toEqual(starts.toSorted());
    const first = Page.parse(await reader.json(`${reader.analytics}/usage?${window}&limit=7`));
    expect(first.data).toHaveLength(7);
    expect(inOne[7]?.start_time).toBe(first.data[6]?.start_time);
  });

  test('ends with has_more false and a null next_page, also when there is nothing', async () => {
    const answer = await reader.json(`${reader.analytics}/usage?start_time=${TODAY + 9 * DAY}`);
    expect(answer).toEqual({ object: 'page', data: [], has_more: false, next_page: null });
  });

  test('refuses a cursor that comes with other filters', async () => {
    const page = Page.parse(await reader.json(`${reader.analytics}/usage?limit=2`));
    for (const other of ['group=workspace', `start_time=${TODAY - DAY}`]) {
      const answer = await reader.get(`${reader.analytics}/usage?${other}&page=${page.next_page}`);
      expect(answer.status).toBe(422);
    }
    expect((await reader.get(`${reader.analytics}/code_reviews?page=${page.next_page}`)).status).toBe(422);
    expect((await reader.get(`${reader.analytics}/usage?page=garbage`)).status).toBe(422);
  });

  test.each([
    ['limit=0', 'limit', 'greater_than_equal', { ge: 1 }],
    ['limit=30001', 'limit', 'less_than_equal', { le: 30_000 }],
    ['limit=many', 'limit', 'int_parsing', undefined],
    ['start_time=2026-09-01T00:00:00Z', 'start_time', 'int_parsing', undefined],
    ['end_time=yesterday', 'end_time', 'int_parsing', undefined],
    ['group=user', 'group', 'literal_error', { expected: "'workspace'" }],
  ])('answers 422 with the detail of %s', async (query, name, type, ctx) => {
    const answer = await reader.get(`${reader.analytics}/usage?${query}`);
    expect(answer.status).toBe(422);
    const body = z.object({ detail: z.array(z.looseObject({ ctx: z.unknown().optional() })) });
    const { detail } = body.parse(JSON.parse(answer.text));
    expect(detail).toHaveLength(1);
    expect(detail[0]).toMatchObject({ loc: ['query', name], type, input: query.split('=')[1] });
    expect(detail[0]?.ctx).toEqual(ctx);
  });

  test('tells of today only what is counted by now, and more of it later', async () => {
    const today = `start_time=${TODAY}&group=workspace`;
    const [now] = await reader.usage(today);
    simulator.setNow(new Date('2026-09-24T13:00:00Z'));
    const [later] = await reader.usage(`start_time=${TODAY}&end_time=${TODAY + DAY}&group=workspace`);
    simulator.setNow(NOW);
    expect(now?.totals.turns).toBeGreaterThan(0);
    expect(later?.totals.turns).toBeGreaterThan(now?.totals.turns ?? 0);
  });

  test('adds up over people to the workspace row', async () => {
    const window = `start_time=${TODAY - DAY}&end_time=${TODAY}`;
    const people = await reader.usage(window);
    const [workspace] = await reader.usage(`${window}&group=workspace`);
    expect(workspace).toMatchObject({ user_id: null, actor: null });
    const sum = (of: (row: (typeof people)[number]) => number) =>
      people.reduce((total, row) => total + of(row), 0);
    expect(workspace?.totals.turns).toBe(sum((row) => row.totals.turns));
    expect(workspace?.totals.threads).toBe(sum((row) => row.totals.threads));
    expect(workspace?.totals.credits).toBeCloseTo(
      sum((row) => row.totals.credits),
      1,
    );
  });
});

describe('code reviews', () => {
  test('have one row a day and no user', async () => {
    const page = Page.parse(await reader.json(`${reader.analytics}/code_reviews`));
    expect(page.data.at(-2)).toMatchObject({
      object: 'workspace.codex.usage.code_reviews.result',
      pull_request_reviews: expect.any(Number),
      comments: expect.any(Number),
      comment_details: { p0: expect.any(Number), p1: expect.any(Number), p2: expect.any(Number) },
    });
    expect(new Set(page.data.map((row) => row.start_time)).size).toBe(page.data.length);
  });

  test('keep drawing reactions for days after the merge', async () => {
    const window = `start_time=${TODAY - DAY}&end_time=${TODAY}`;
    const Row = z.looseObject({ reactions: z.int(), replies: z.int(), comments: z.int() });
    const fresh = Page.parse(await reader.json(`${reader.analytics}/code_review_responses?${window}`));
    simulator.setNow(new Date('2026-09-30T00:00:00Z'));
    const settled = Page.parse(await reader.json(`${reader.analytics}/code_review_responses?${window}`));
    simulator.setNow(NOW);
    const [before, after] = [Row.parse(fresh.data[0]), Row.parse(settled.data[0])];
    expect(after.comments).toBe(before.comments);
    expect(after.reactions + after.replies).toBeGreaterThan(before.reactions + before.replies);
  });
});

describe('a large company', () => {
  test('has people without e-mail, tokens, models or attribution, other models, and no client that is in no published list', async () => {
    const large = await startSimulator({ now: NOW, people: 1500 });
    const rows = await new Reader(large).usage(`start_time=${TODAY - DAY}&end_time=${TODAY}&limit=30000`);
    await large.close();
    const some = (is: (row: (typeof rows)[number]) => boolean) => expect(rows.some(is)).toBe(true);
    some((row) => row.actor?.email === null);
    some((row) => row.actor !== null && !('email' in row.actor));
    some((row) => row.totals.uncached_text_input_tokens === null);
    some((row) => row.totals.estimated_cost_usd === null);
    some((row) => typeof row.totals.cost_usd === 'number');
    some((row) => row.totals.cost_usd === null);
    some((row) => row.models === null);
    some((row) => row.code_attribution === null);
    some((row) => row.models?.some((model) => model.model === 'other' && model.speed === null) ?? false);
    some((row) => row.models?.some((model) => model.speed === 'fast') ?? false);
    const used = new Set(rows.flatMap(({ clients }) => clients.map(({ client_id }) => client_id)));
    expect(used.size).toBeGreaterThan(15);
    expect([...used].filter((client) => !PUBLISHED_CLIENTS.test(client))).toEqual([]);
  });
});
