import { cutEnvVars } from '../../privacy/cut-env-vars.ts';
import { readByLastId } from '../cursor-pagination.ts';
import type { ReadList } from '../list.ts';
import { codexEnvironmentList } from './source.ts';

/** All environments, without the values of their variables. */
export const readEnvironments: ReadList = async (question) => {
  const pages = await readByLastId(question, codexEnvironmentList, {
    path: 'codex_environments',
    limit: 30,
    perMinute: 50,
  });
  return { rows: pages.flatMap(({ items }) => items.map((item) => JSON.stringify(cutEnvVars(item)))) };
};
