import type { ReadList } from '../list.ts';
import { readByLastId } from '../read-by-last-id.ts';
import { userList } from './source.ts';

/** The whole directory. */
export const readUsers: ReadList = async (question) => {
  const pages = await readByLastId(question, userList, { path: 'users', limit: 200, perMinute: 100 });
  return { rows: pages.flatMap(({ texts }) => texts) };
};
