import * as z from 'zod';
import { AuthenticationError, UpstreamError } from '../http/errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import { type Feed, type FeedLimits, FeedRefused, MOST_BYTES, readFeed } from './feed.ts';

export interface FeedPlace {
  /** @default https://openai.com */
  readonly rangesBase: string;
  /** Hosts a feed may come from; loopback may in any case. */
  readonly feedHosts: readonly string[];
}

/** Fetches a version of a feed and checks it. Throws `FeedRefused`, whatever is wrong. */
export async function fetchFeed(
  http: HttpClient,
  { rangesBase, feedHosts }: FeedPlace,
  name: string,
  limits: FeedLimits,
): Promise<Feed> {
  const url = new URL(`${rangesBase.replace(/\/+$/, '')}/${encodeURIComponent(name)}.json`);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !loopback)
    throw new FeedRefused(name, 'https', `${url.origin} is not https, which only loopback may do without`);
  if (!loopback && !feedHosts.includes(url.hostname))
    throw new FeedRefused(
      name,
      'host',
      `${url.hostname} is not one of the expected hosts ${feedHosts.join(', ')} (allowlist.feedHosts)`,
    );
  const { text } = await http
    .json({ url, subject: `feed ${name}`, sameOriginOnly: true, maxBytes: MOST_BYTES }, z.unknown())
    .catch((error: unknown) => {
      if (error instanceof AuthenticationError)
        throw new FeedRefused(
          name,
          'answer',
          'upstream answered 401 or 403: it turns this address away for now',
        );
      if (error instanceof UpstreamError) throw new FeedRefused(name, 'answer', saidOf(name, error));
      throw error;
    });
  return readFeed(name, text, limits);
}

/** What went wrong, without the subject it begins with. */
function saidOf(name: string, { message }: Error): string {
  const prefix = `feed ${name}: `;
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}
