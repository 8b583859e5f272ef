import { rawElements } from '../../http/raw-elements.ts';
import { apiRequest } from '../api-request.ts';
import type { ListAnswer, ListSource, ReadRequest } from '../source.ts';
import { RangeFeed } from './schema.ts';

/** The feed named by the scope, with its version. */
export async function readRanges(request: ReadRequest<ListSource>): Promise<ListAnswer> {
  const { text, value } = await request.http.json(
    apiRequest({ ...request, subject: `egress ranges ${request.scopeId}` }),
    RangeFeed,
  );
  return { pages: only(rawElements(text, 'prefixes')), version: value.creationTime };
}

async function* only<T>(page: T): AsyncIterable<T> {
  yield page;
}
