import { cutEnvVars } from '../../privacy/cut-env-vars.ts';
import { pagesByLastId } from '../cursor-pagination.ts';
import type { ListAnswer, ListSource, ReadRequest } from '../source.ts';

/** All environments, without the values of their variables. */
export function readEnvironments(request: ReadRequest<ListSource>): ListAnswer {
  return { pages: pagesWithoutValues(request) };
}

async function* pagesWithoutValues(request: ReadRequest<ListSource>): AsyncIterable<readonly string[]> {
  for await (const texts of pagesByLastId(request, { limit: 30, perMinute: 50 })) yield texts.map(cutEnvVars);
}
