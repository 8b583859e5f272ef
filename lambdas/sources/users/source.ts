import { user } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const userList: ListSource = {
  kind: 'list',
  name: 'users',
  doc: "The workspace's directory.",
  scope: 'workspace',
  key: 'compliance',
  record: user,
};
