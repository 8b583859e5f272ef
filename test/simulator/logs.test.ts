import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isoMicros, parseIsoMicros } from '../../simulator/calendar.ts';
import { ADMIN_EVENT_TYPES } from '../../simulator/logs/admin-lines.ts';
import { SECURITY_EVENT_TYPES } from '../../simulator/logs/security-lines.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { FileList, Reader, sha256 } from './reader.ts';

const NOW = new Date('2026-09-23T15:00:00Z');
const MORNING = '2026-09-23T06:00:00Z';
let simulator: Simulator;
let reader: Reader;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, people: 30 });
  reader = new Reader(simulator);
});
afterAll(() => simulator.close());

describe('listing', () => {
  test('gives files by ascending end time, strictly later than after, with microseconds', async () => {
    const files = await reader.files('CODEX_LOG', MORNING);
    const ends = files.map((file) => file.end_time);
    expect(ends.length).toBeGreaterThan(10);
    expect(ends).toEqual(ends.toSorted());
    expect(ends.every((end) => /T\d\d:\d\d:\d\d\.\d{6}Z$/.test(end))).toBe(true);
    expect(ends.some((end) => !end.endsWith('.000000Z'))).toBe(true);
    const second = ends[1] ?? '';
    expect((await reader.files('CODEX_LOG', second))[0]?.end_time).toBe(ends[2]);
    const justBefore = isoMicros((parseIsoMicros(second) ?? 0) - 1);
    expect((await reader.files('CODEX_LOG', justBefore))[0]?.end_time).toBe(second);
  });

  test('gives the same files page by page as at once', async () => {
    expect(await reader.files('CODEX_LOG', MORNING, 3)).toEqual(await reader.files('CODEX_LOG', MORNING));
  });

  test('ends before before', async () => {
    const before = '2026-09-23T09:00:00.000000Z';
    const url = `${reader.compliance}/logs?event_type=CODEX_LOG&after=${MORNING}&before=${before}`;
    const list = FileList.parse(await reader.json(url));
    expect(list.data.length).toBeGreaterThan(0);
    expect(list.data.every((file) => file.end_time < before)).toBe(true);
  });

  test('has a null last_end_time on an empty page', async () => {
    const url = `${reader.compliance}/logs?event_type=CODEX_LOG&after=2026-09-23T14:59:00Z`;
    expect(await reader.json(url)).toEqual({ data: [], has_more: false, last_end_time: null });
  });

  test('takes several types, repeated or separated by commas', async () => {
    for (const types of ['event_type=AUDIT_LOG&event_type=AUTH_LOG', 'event_type=AUDIT_LOG,AUTH_LOG']) {
      const list = FileList.parse(await reader.json(`${reader.compliance}/logs?${types}&after=${MORNING}`));
      expect(new Set(list.data.map((file) => file.event_type))).toEqual(new Set(['AUDIT_LOG', 'AUTH_LOG']));
    }
  });

  test.each([
    ['event_type=CODEX_LOG', 422],
    [`after=${MORNING}`, 422],
    [`event_type=CODEX_LOG&after=${MORNING}&limit=101`, 422],
    [`event_type=CODEX_LOG&after=${MORNING}&limit=0`, 422],
    ['event_type=CODEX_LOG&after=yesterday', 400],
    [`event_type=CODEX_LOG&after=${MORNING}&before=2026-13-45`, 400],
    [`event_type=LUNCH_LOG&after=${MORNING}`, 400],
    [`event_type=COSTS&after=${MORNING}`, 400],
    [`event_type=APP_LOG&after=${MORNING}`, 200],
  ])('answers %s with %i', async (query, status) => {
    expect((await reader.get(`${reader.compliance}/logs?${query}`)).status).toBe(status);
  });

  test('says that a workspace type is workspace-scoped when the organization is asked for it', async () => {
    const answer = await reader.get(`${reader.organization}/logs?event_type=CODEX_LOG&after=${MORNING}`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('workspace-scoped');
  });

  test('shows a file ten to thirty minutes after its window, COSTS after three to five hours', async () => {
    const age = async (type: string) => {
      const last = (await reader.files(type, MORNING)).at(-1);
      return (NOW.getTime() - Date.parse(last?.end_time ?? '')) / 60_000;
    };
    expect(await age('CODEX_LOG')).toBeGreaterThanOrEqual(10);
    expect(await age('CODEX_LOG')).toBeLessThan(60);
    expect(await age('COSTS')).toBeGreaterThanOrEqual(180);
    expect(await age('COSTS')).toBeLessThan(360);
  });

  test('never shows a file behind one already shown, and never changes one', async () => {
    const known = new Map<string, string>();
    let latest = '';
    for (let minute = 0; minute < 240; minute += 5) {
      simulator.setNow(new Date(NOW.getTime() + minute * 60_000));
      for (const file of await reader.files('CODEX_LOG', '2026-09-23T13:00:00Z')) {
        if (known.has(file.id)) expect(known.get(file.id)).toBe(file.file_sha256);
        else expect(file.end_time > latest).toBe(true);
        known.set(file.id, file.file_sha256);
        if (file.end_time > latest) latest = file.end_time;
      }
    }
    simulator.setNow(NOW);
    expect(known.size).toBeGreaterThan(10);
  });

  test('forgets files after thirty days', async () => {
    const [oldest] = await reader.files('CODEX_LOG', '2026-01-01T00:00:00Z');
    expect(Date.parse(oldest?.end_time ?? '')).toBeGreaterThanOrEqual(NOW.getTime() - 30 * 86_400_000);
    simulator.setNow(new Date(NOW.getTime() + 86_400_000));
    const answer = await reader.get(`${reader.compliance}/logs/${oldest?.id}`);
    simulator.setNow(NOW);
    expect(answer.status).toBe(404);
  });

  test('tells the newest event that is in a file', async () => {
    const last = (await reader.files('AUTH_LOG', MORNING)).at(-1);
    const events = last ? await reader.events(last) : [];
    const url = `${reader.compliance}/max_event_time?event_type=AUTH_LOG`;
    expect(await reader.json(url)).toEqual({ max_event_time: { AUTH_LOG: events.at(-1)?.timestamp } });
    const empty = await reader.json(`${reader.compliance}/max_event_time?event_type=APP_LOG`);
    expect(empty).toEqual({ max_event_time: { APP_LOG: null } });
  });
});

describe('downloading', () => {
  test('sends the reader to another origin, where length and checksum are as listed', async () => {
    for (const file of (await reader.files('CODEX_LOG', MORNING)).slice(0, 5)) {
      const address = await reader.address(file);
      expect(new URL(address).origin).not.toBe(new URL(simulator.apiBase).origin);
      const answer = await reader.get(address, null);
      expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
      expect(Buffer.byteLength(answer.text)).toBe(file.file_size);
      expect(sha256(answer.text)).toBe(file.file_sha256);
    }
  });

  test('refuses a download that carries an Authorization header', async () => {
    const [file] = await reader.files('CODEX_LOG', MORNING);
    const address = file ? await reader.address(file) : '';
    expect((await reader.get(address, simulator.complianceKey)).status).toBe(400);
    expect((await reader.get(address, null)).status).toBe(200);
  });

  test('refuses an address that is older than a minute or not its own', async () => {
    const [file] = await reader.files('CODEX_LOG', MORNING);
    const address = file ? await reader.address(file) : '';
    simulator.setNow(new Date(NOW.getTime() + 59_000));
    expect((await reader.get(address, null)).status).toBe(200);
    simulator.setNow(new Date(NOW.getTime() + 62_000));
    expect((await reader.get(address, null)).status).toBe(403);
    simulator.setNow(NOW);
    expect((await reader.get(address.replace(/se=\d+/, 'se=1999999999'), null)).status).toBe(403);
  });

  test('knows a malformed id (400) from one of no file (404)', async () => {
    expect((await reader.get(`${reader.compliance}/logs/42`)).status).toBe(400);
    expect((await reader.get(`${reader.compliance}/logs/eclf_${'0'.repeat(24)}`)).status).toBe(404);
    const [costs] = await reader.files('COSTS', MORNING);
    expect((await reader.get(`${reader.compliance}/logs/${costs?.id}`)).status).toBe(404);
  });
});

describe('contents', () => {
  test('are events of the file type, in time order, inside their ten minutes', async () => {
    for (const type of ['CODEX_LOG', 'AUTH_LOG', 'COSTS']) {
      const file = (await reader.files(type, MORNING))[2];
      const events = file ? await reader.events(file) : [];
      const times = events.map((event) => event.timestamp);
      expect(events.length).toBeGreaterThan(0);
      expect(events.every((event) => event.type === type)).toBe(true);
      expect(times).toEqual(times.toSorted());
      expect(Date.parse(file?.end_time ?? '') - Date.parse(times[0] ?? '')).toBeLessThanOrEqual(600_000);
    }
  });

  test('hold every kind of event within a week, each event once', async () => {
    const kinds = new Set<string>();
    const ids = new Set<string>();
    let count = 0;
    for (const type of ['CODEX_LOG', 'CODEX_SECURITY_LOG']) {
      for (const file of await reader.files(type, '2026-09-16T15:00:00Z')) {
        for (const event of await reader.events(file)) {
          kinds.add(event.event_type ?? '');
          ids.add(event.event_id);
          count += 1;
        }
      }
    }
    const turns = ['PROMPT_SENT', 'PROMPT_RESPONSE_RECEIVED'];
    const tools = ['TOOL_CALL_SUGGESTED', 'TOOL_CALL_COMPLETED', 'TOOL_CALL_FAILED'];
    const apps = ['APP_MCP_CALL', 'APP_MCP_RESULT', 'APP_MCP_ELICITATION'];
    const all = [...turns, ...tools, ...apps, ...ADMIN_EVENT_TYPES, ...SECURITY_EVENT_TYPES];
    expect(kinds).toEqual(new Set(all));
    expect(ids.size).toBe(count);
  });

  test('carry the content canary in every field that people or models wrote', async () => {
    const canary = simulator.secrets.contentCanary;
    const seen = new Map<string, number>();
    const fields =
      /"(prompt_text|response_text|tool_input|arguments|result_preview|error_message|resolution_reason|criticality_reason|description)":"((?:[^"\\]|\\.)*)"/g;
    for (const type of ['CODEX_LOG', 'CODEX_SECURITY_LOG']) {
      for (const file of await reader.files(type, '2026-09-16T15:00:00Z')) {
        for (const [, name = '', text = ''] of (await reader.download(file)).matchAll(fields)) {
          if (name === 'prompt_text' && text === '') continue;
          expect(text).toContain(canary);
          seen.set(name, (seen.get(name) ?? 0) + 1);
        }
      }
    }
    expect(seen.size).toBe(9);
  });

  test('tell of the same turns as the usage rows', async () => {
    const day = '2026-09-22';
    let prompts = 0;
    const billed = { CREDITS: 0, USD: 0 };
    for (const file of await reader.files('CODEX_LOG', `${day}T00:00:00Z`)) {
      for (const event of await reader.events(file)) {
        if (event.event_type === 'PROMPT_SENT' && event.timestamp.startsWith(day)) prompts += 1;
      }
    }
    for (const file of await reader.files('COSTS', `${day}T00:00:00Z`)) {
      for (const event of (await reader.download(file)).split('\n')) {
        if (!event.includes(`"day":"${day}"`) || !event.includes('"product":"Codex"')) continue;
        for (const [, value, unit] of event.matchAll(/"cost":\{"value":([\d.]+),"unit":"(CREDITS|USD)"/g))
          billed[unit as keyof typeof billed] += Number(value);
      }
    }
    const start = Date.parse(`${day}T00:00:00Z`) / 1000;
    const [row] = await reader.usage(`start_time=${start}&end_time=${start + 86_400}&group=workspace`);
    expect(prompts).toBe(row?.totals.turns);
    expect(billed.CREDITS).toBeCloseTo(row?.totals.credits ?? 0, 1);
    expect(billed.USD).toBeCloseTo(Number(row?.totals.cost_usd ?? 0), 1);
  });

  test('bill in credits, in dollars, and one record in both, which are those of the usage rows', async () => {
    const day = '2026-09-22';
    const other = await startSimulator({ now: NOW, people: 30, seed: 'acme' });
    onTestFinished(() => other.close());
    const upstream = new Reader(other);
    const found = new Set<string>();
    let dollars = 0;
    for (const file of await upstream.files('COSTS', `${day}T00:00:00Z`)) {
      for (const event of (await upstream.download(file)).split('\n')) {
        const costs = [...event.matchAll(/"cost":\{"value":([\d.]+),"unit":"(\w+)"/g)];
        if (costs.length > 0) found.add([...new Set(costs.map(([, , unit]) => unit))].join(' and '));
        if (!event.includes(`"day":"${day}"`) || !event.includes('"product":"Codex"')) continue;
        for (const [, value, unit] of costs) if (unit === 'USD') dollars += Number(value);
      }
    }
    expect([...found].toSorted()).toEqual(['CREDITS', 'CREDITS and USD', 'USD']);
    const start = Date.parse(`${day}T00:00:00Z`) / 1000;
    const [row] = await upstream.usage(`start_time=${start}&end_time=${start + 86_400}&group=workspace`);
    expect(dollars).toBeGreaterThan(0);
    expect(dollars).toBeCloseTo(Number(row?.totals.cost_usd), 1);
  });
});
