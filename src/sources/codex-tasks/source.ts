import { task } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const codexTaskList: ListSource = {
  kind: 'list',
  collector: 'inventory',
  name: 'codex_tasks',
  doc: 'Cloud tasks, newest changes first.',
  scope: 'workspace',
  key: 'compliance',
  endpoint: 'compliance/workspaces/{scope}/codex_tasks',
  record: task,
  async read(request) {
    const { pagesOfTasks } = await import('./client.ts');
    return { pages: pagesOfTasks(request) };
  },
};
