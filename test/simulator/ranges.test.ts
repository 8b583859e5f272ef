import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { FaultName } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Reader } from './reader.ts';

const NOW = new Date('2026-09-23T15:00:00Z');
const Feed = z.object({
  creationTime: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
  prefixes: z.array(
    z.union([z.strictObject({ ipv4Prefix: z.string() }), z.strictObject({ ipv6Prefix: z.string() })]),
  ),
});
let simulator: Simulator;
let reader: Reader;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, people: 5 });
  reader = new Reader(simulator);
});
beforeEach(() => {
  simulator.setNow(NOW);
  simulator.setFaults([]);
});
afterAll(() => simulator.close());

function get(name = 'agents', headers: Record<string, string> = {}) {
  return reader.get(`${simulator.rangesBase}/chatgpt-${name}.json`, null, headers);
}

async function prefixes(name?: string) {
  const feed = Feed.parse(JSON.parse((await get(name)).text));
  return feed.prefixes.map((entry) => ('ipv4Prefix' in entry ? entry.ipv4Prefix : entry.ipv6Prefix));
}

function bounds(cidr: string): [number, number] {
  const [address = '', length] = cidr.split('/');
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [start, start + 2 ** (32 - Number(length)) - 1];
}

describe('the feeds', () => {
  test('hold about 1,100 canonical, public, distinct prefixes for the agents, and fewer for the others', async () => {
    const agents = await prefixes();
    expect(agents.length).toBeGreaterThan(950);
    expect(agents.length).toBeLessThan(1500);
    expect(agents.filter((cidr) => cidr.endsWith('/28')).length / agents.length).toBeGreaterThan(0.85);
    const sorted = agents.map(bounds).toSorted((a, b) => a[0] - b[0]);
    for (const [i, [start, end]] of sorted.entries()) {
      expect(start % (end - start + 1)).toBe(0);
      expect(end).toBeLessThan(sorted[i + 1]?.[0] ?? Number.POSITIVE_INFINITY);
    }
    expect(agents.some((cidr) => /^(10|127|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(cidr))).toBe(false);
    expect((await prefixes('connectors')).length).toBeLessThan(500);
    expect((await prefixes('actions')).length).toBeGreaterThan(10);
  });

  test('come as an octet stream with an ETag, and as 304 to whoever has it', async () => {
    const answer = await get();
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    const etag = answer.headers.get('etag') ?? '';
    expect((await get('agents', { 'if-none-match': etag })).status).toBe(304);
    simulator.setNow(new Date('2026-09-30T15:00:00Z'));
    expect((await get('agents', { 'if-none-match': etag })).status).toBe(200);
  });

  test('refuse an empty User-Agent with a page', async () => {
    const answer = await get('agents', { 'user-agent': '' });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  test('change about every two days, by at most 80 prefixes more and 7 fewer', async () => {
    let versions = 0;
    let before = await prefixes();
    let time = Feed.parse(JSON.parse((await get()).text)).creationTime;
    for (let hour = 6; hour <= 60 * 24; hour += 6) {
      simulator.setNow(new Date(NOW.getTime() + hour * 3_600_000));
      const feed = Feed.parse(JSON.parse((await get()).text));
      if (feed.creationTime === time) continue;
      expect(feed.creationTime > time).toBe(true);
      const after = await prefixes();
      const [was, is] = [new Set(before), new Set(after)];
      expect(after.filter((cidr) => !was.has(cidr)).length).toBeLessThanOrEqual(80);
      expect(before.filter((cidr) => !is.has(cidr)).length).toBeLessThanOrEqual(7);
      [before, time] = [after, feed.creationTime];
      versions += 1;
    }
    expect(versions).toBeGreaterThan(20);
    expect(versions).toBeLessThan(50);
  });
});

describe('faults', () => {
  const faulty = async (fault: FaultName) => {
    const right = await prefixes();
    simulator.setFaults([fault]);
    return { right, wrong: await prefixes() };
  };

  test('ranges-empty, ranges-shrink and ranges-duplicate change the number of prefixes', async () => {
    expect((await faulty('ranges-empty')).wrong).toEqual([]);
    simulator.setFaults([]);
    const { right, wrong } = await faulty('ranges-shrink');
    expect(wrong.length / right.length).toBeCloseTo(0.6, 1);
    simulator.setFaults([]);
    const duplicate = await faulty('ranges-duplicate');
    expect(duplicate.wrong).toHaveLength(duplicate.right.length + 1);
    expect(new Set(duplicate.wrong).size).toBe(duplicate.right.length);
  });

  test('ranges-host-bits and ranges-ipv6 bring in a prefix of the wrong kind', async () => {
    const { wrong } = await faulty('ranges-host-bits');
    expect(wrong.map(bounds).filter(([start, end]) => start % (end - start + 1) !== 0)).toHaveLength(1);
    simulator.setFaults([]);
    expect((await faulty('ranges-ipv6')).wrong.at(-1)).toContain(':');
  });

  test('ranges-huge, ranges-open and ranges-private have prefixes no allowlist should', async () => {
    expect(new Set((await faulty('ranges-huge')).wrong).size).toBe(10_000);
    simulator.setFaults([]);
    expect((await faulty('ranges-open')).wrong).toContain('0.0.0.0/0');
    simulator.setFaults([]);
    expect((await faulty('ranges-private')).wrong).toContain('10.0.0.0/24');
  });

  test('ranges-truncated breaks off, ranges-html-403 is a page', async () => {
    simulator.setFaults(['ranges-truncated']);
    const { status, text } = await get();
    expect(status).toBe(200);
    expect(() => JSON.parse(text)).toThrow();
    expect(simulator.served.ranges.get('chatgpt-agents.json')).toBeNull();
    simulator.setFaults(['ranges-html-403']);
    expect((await get()).status).toBe(403);
  });

  test('ranges-backwards is an older version with an older creationTime', async () => {
    const time = Feed.parse(JSON.parse((await get()).text)).creationTime;
    simulator.setFaults(['ranges-backwards']);
    expect(Feed.parse(JSON.parse((await get()).text)).creationTime < time).toBe(true);
  });
});
