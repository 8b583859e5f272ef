import { user } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const userList: ListSource = {
  kind: 'list',
  family: 'inventory',
  name: 'users',
  doc: "The workspace's directory.",
  scope: 'workspace',
  key: 'compliance',
  record: user,
};
