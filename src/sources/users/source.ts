import { user } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const userList: ListSource = {
  kind: 'list',
  collector: 'inventory',
  name: 'users',
  doc: "The workspace's directory.",
  scope: 'workspace',
  key: 'compliance',
  endpoint: 'compliance/workspaces/{scope}/users',
  record: user,
  async read(request) {
    const { readUsers } = await import('./client.ts');
    return readUsers(request);
  },
};
