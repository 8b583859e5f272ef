import { pagesByLastId } from '../cursor-pagination.ts';
import type { ListAnswer, ListSource, ReadRequest } from '../source.ts';

/** The whole directory. */
export async function readUsers(request: ReadRequest<ListSource>): Promise<ListAnswer> {
  const rows: string[] = [];
  for await (const texts of pagesByLastId(request, { limit: 200, perMinute: 100 })) rows.push(...texts);
  return { rows };
}
