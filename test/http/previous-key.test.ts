import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AuthenticationError } from '../../src/http/errors.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { type Answer, startUpstream, type Upstream } from './upstream.ts';

const Things = z.looseObject({});
const NEW = 'a-new-key-of-ours';
const OLD = 'the-key-before-it';

let upstream: Upstream;
afterEach(() => upstream.close());

/** Answers each key with the status it is given, and any other with 401. */
const byKey =
  (statuses: Readonly<Record<string, number>>): Answer =>
  (request, response) => {
    const status = statuses[request.headers.authorization?.replace('Bearer ', '') ?? ''] ?? 401;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  };
const keysAsked = () => upstream.requests.map(({ authorization }) => authorization?.replace('Bearer ', ''));

async function askTwice(statuses: Readonly<Record<string, number>>, previousKey: string | undefined = OLD) {
  upstream = await startUpstream(byKey(statuses));
  const refused: string[] = [];
  const http = httpClient({ retries: 0, onKeyRefused: (key) => refused.push(key) });
  const request = { url: upstream.url(), subject: 'things', key: NEW, ...(previousKey && { previousKey }) };
  const errors: unknown[] = [];
  for (let i = 0; i < 2; i++)
    await http.json(request, Things).catch((error: unknown) => void errors.push(error));
  return { refused, errors };
}

describe('while a key is rotated', () => {
  it('the one before it is asked with where the new one is refused, which is then asked with no more', async () => {
    expect(await askTwice({ [OLD]: 200 })).toEqual({ refused: [NEW], errors: [] });
    expect(keysAsked()).toEqual([NEW, OLD, OLD]);
  });

  it('the new one alone is asked with where it is taken', async () => {
    expect(await askTwice({ [NEW]: 200, [OLD]: 200 })).toEqual({ refused: [], errors: [] });
    expect(keysAsked()).toEqual([NEW, NEW]);
  });

  it('two that are refused are asked with once each, and the error is that of the new one', async () => {
    const { refused, errors } = await askTwice({});
    expect(refused).toEqual([]);
    expect(errors).toHaveLength(2);
    for (const error of errors) {
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(String(error)).not.toMatch(/of-ours|before-it/);
    }
    expect(keysAsked()).toEqual([NEW, OLD, NEW, OLD]);
  });

  it.each([403, 404, 500])(
    'an answer %i to the new one is no reason to go back: it is taken',
    async (status) => {
      const { errors } = await askTwice({ [NEW]: status, [OLD]: 200 });
      expect(errors).toHaveLength(2);
      expect(keysAsked()).toEqual([NEW, NEW]);
    },
  );

  it('what the one before it runs into is told as it is', async () => {
    const { errors, refused } = await askTwice({ [OLD]: 503 });
    expect(errors.map((error) => Object(error).name)).toEqual(['UnavailableError', 'UnavailableError']);
    expect(refused).toEqual([]);
  });

  it('no second request is made where there is no other key', async () => {
    expect((await askTwice({}, NEW)).errors).toHaveLength(2);
    expect(keysAsked()).toEqual([NEW, NEW]);
  });
});
