import { task } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const codexTaskList: ListSource = {
  kind: 'list',
  family: 'inventory',
  name: 'codex_tasks',
  doc: 'Cloud tasks, newest changes first.',
  scope: 'workspace',
  key: 'compliance',
  record: task,
};
