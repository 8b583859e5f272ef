import { cutEnvVars } from '../../privacy/cut-env-vars.ts';
import { pagesByLastId } from '../cursor-pagination.ts';
import type { ListAnswer, ListSource, ReadRequest } from '../source.ts';

/** All environments, without the values of their variables. */
export async function readEnvironments(request: ReadRequest<ListSource>): Promise<ListAnswer> {
  const rows: string[] = [];
  for await (const texts of pagesByLastId(request, { limit: 30, perMinute: 50 }))
    rows.push(...texts.map(cutEnvVars));
  return { rows };
}
