import { cutEnvVars } from '../../privacy/cut-env-vars.ts';
import { pagesByLastId } from '../cursor-pagination.ts';
import type { ListAnswer, ListSource, ReadRequest } from '../source.ts';

/** All environments, without the values of their variables. */
export async function readEnvironments(request: ReadRequest<ListSource>): Promise<ListAnswer> {
  const rows: string[] = [];
  for await (const { items } of pagesByLastId(request, { limit: 30, perMinute: 50 }))
    rows.push(...items.map((item) => JSON.stringify(cutEnvVars(item))));
  return { rows };
}
