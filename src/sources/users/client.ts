import { readByLastId } from '../cursor-pagination.ts';
import type { ReadList } from '../list.ts';
import { userList } from './source.ts';

/** The whole directory. */
export const readUsers: ReadList = async (question) => {
  const pages = await readByLastId(question, userList, { path: 'users', limit: 200, perMinute: 100 });
  return { rows: pages.flatMap(({ texts }) => texts) };
};
