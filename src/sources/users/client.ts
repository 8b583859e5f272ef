import { pagesByLastId } from '../cursor-pagination.ts';
import type { ListAnswer, ListSource, ReadRequest } from '../source.ts';

/** The whole directory. */
export function readUsers(request: ReadRequest<ListSource>): ListAnswer {
  return { pages: pagesByLastId(request, { limit: 200, perMinute: 100 }) };
}
