import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { FeedRefused, readFeed } from '../../src/allowlist/feed.ts';
import { fetchFeed } from '../../src/allowlist/fetch-feed.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { startUpstream } from '../http/upstream.ts';

const LIMITS = { maxEntries: 5_000, widestIpv4: 16, widestIpv6: 32 };
const VERSION = '2026-11-20T18:18:05.915327';

function body(prefixes: readonly unknown[], creationTime: unknown = VERSION): string {
  return JSON.stringify({ creationTime, prefixes, note: 'keys nobody knows are let pass' });
}
const v4 = (...prefixes: string[]) => prefixes.map((ipv4Prefix) => ({ ipv4Prefix }));
const v6 = (...prefixes: string[]) => prefixes.map((ipv6Prefix) => ({ ipv6Prefix }));

function checkFailed(text: string, limits = LIMITS): string {
  try {
    readFeed('chatgpt-agents', text, limits);
    return 'none';
  } catch (error) {
    if (!(error instanceof FeedRefused)) throw error;
    expect(error.message).toMatch(/^feed chatgpt-agents: .*; the last good version stays$/);
    return error.check;
  }
}

describe('a feed', () => {
  it('is read with each prefix once, in order, of both families', () => {
    const text = body([...v4('20.2.0.0/28', '20.1.0.0/28', '20.2.0.0/28'), ...v6('2603:1030:40c::/48')]);
    expect(readFeed('chatgpt-agents', text, LIMITS)).toEqual({
      name: 'chatgpt-agents',
      version: VERSION,
      prefixes: ['20.1.0.0/28', '20.2.0.0/28', '2603:1030:40c::/48'],
      duplicates: 1,
    });
  });

  it.each([
    ['json', '<!DOCTYPE html><html></html>'],
    ['json', body(v4('20.1.0.0/28')).slice(0, -10)],
    ['shape', '[]'],
    ['shape', 'null'],
    ['shape', body([{}])],
    ['shape', body([{ ipv4Prefix: '20.1.0.0/28', ipv6Prefix: '2603:1030::/48' }])],
    ['shape', body([{ ipv4Prefix: 1 }])],
    ['shape', body(v4('20.1.0.0/28'), 1_700_000_000)],
    ['shape', body(v4('20.1.0.0/28'), 'yesterday')],
    ['empty', body([])],
    ['size', body(v4('20.1.0.0/28'), ' '.repeat(1 << 20))],
    [
      'entries',
      body(Array.from({ length: 5_001 }, (_, i) => ({ ipv4Prefix: `20.${i >> 8}.${i & 255}.0/28` }))),
    ],
    ['cidr', body(v4('20.1.0.0'))],
    ['cidr', body(v4('home'))],
    ['cidr', body(v4('20.1.0.0/33'))],
    ['family', body(v4('2603:1030::/48'))],
    ['family', body(v6('20.1.0.0/28'))],
    ['host bits', body(v4('20.1.0.5/28'))],
    ['host bits', body(v6('2603:1030::1/48'))],
    ['canonical', body(v6('2603:1030:0::/48'))],
    ['canonical', body(v6('2603:1030:040C::/48'))],
    ['canonical', body(v4('0x14.1.0.0/28'))],
    ['too wide', body(v4('0.0.0.0/0'))],
    ['too wide', body(v4('20.0.0.0/15'))],
    ['too wide', body(v6('2603::/31'))],
    ['too wide', body(v6('::/0'))],
    ['private or reserved', body(v4('10.0.0.0/24'))],
    ['private or reserved', body(v4('172.16.5.0/28'))],
    ['private or reserved', body(v4('192.168.1.0/28'))],
    ['private or reserved', body(v4('100.64.0.0/28'))],
    ['private or reserved', body(v4('127.0.0.0/28'))],
    ['private or reserved', body(v4('169.254.169.254/32'))],
    ['private or reserved', body(v4('224.0.0.0/28'))],
    ['private or reserved', body(v4('255.255.255.255/32'))],
    ['private or reserved', body(v4('203.0.0.0/16'))], // public at both ends, documentation inside
    ['private or reserved', body(v6('fd00::/48'))],
    ['private or reserved', body(v6('fe80::/64'))],
    ['private or reserved', body(v6('2001:db8::/48'))],
    ['private or reserved', body(v6('::1/128'))],
  ])('is refused whole by the check %j: %#', (check, text) => {
    expect(checkFailed(text)).toBe(check);
  });

  it('may be wider where that is configured, and no wider', () => {
    const limits = { ...LIMITS, widestIpv4: 12 };
    expect(checkFailed(body(v4('20.0.0.0/12')), limits)).toBe('none');
    expect(checkFailed(body(v4('20.0.0.0/11')), limits)).toBe('too wide');
  });

  it('says nothing of an entry that is no prefix: it may be anything', () => {
    expect(() => readFeed('chatgpt-agents', body(v4('secret text')), LIMITS)).not.toThrow(/secret/);
  });
});

describe('fetching a feed', () => {
  let simulator: Simulator | undefined;
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await simulator?.close();
    for (const close of closing.splice(0)) await close();
    simulator = undefined;
  });
  const fetch = (rangesBase: string, feedHosts = ['openai.com']) =>
    fetchFeed(httpClient({ retries: 0 }), { rangesBase, feedHosts }, 'chatgpt-agents', LIMITS);

  it('takes https from an expected host only, and plain http on loopback', async () => {
    simulator = await startSimulator({ people: 3, now: new Date('2026-11-20T09:00:00Z') });
    expect((await fetch(simulator.rangesBase)).prefixes.length).toBeGreaterThan(1_000);
    await expect(fetch('http://openai.com')).rejects.toMatchObject({ check: 'https' });
    await expect(fetch('https://openai.example')).rejects.toMatchObject({ check: 'host' });
  });

  it('refuses a page with status 403, an answer too large, and a redirect elsewhere', async () => {
    simulator = await startSimulator({ people: 3, faults: ['ranges-html-403'] });
    await expect(fetch(simulator.rangesBase)).rejects.toMatchObject({ check: 'answer', message: /403/ });
    const large = await startUpstream((_, response) => {
      response.end(`"${'x'.repeat(2 << 20)}"`);
    });
    closing.push(() => large.close());
    await expect(fetch(large.origin)).rejects.toMatchObject({
      message: expect.stringContaining('more than 1048576 bytes'),
    });
    const elsewhere = await startUpstream((_, response) => {
      response.writeHead(302, { location: 'https://example.com/feed.json' }).end();
    });
    closing.push(() => elsewhere.close());
    await expect(fetch(elsewhere.origin)).rejects.toMatchObject({
      message: expect.stringContaining('redirect'),
    });
  });
});
