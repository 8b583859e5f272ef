import { environment } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const codexEnvironmentList: ListSource = {
  kind: 'list',
  collector: 'inventory',
  name: 'codex_environments',
  doc: 'Cloud environments; values of their variables are cut before anything is stored.',
  scope: 'workspace',
  key: 'compliance',
  endpoint: 'compliance/workspaces/{scope}/codex_environments',
  record: environment,
  async read(request) {
    const { readEnvironments } = await import('./client.ts');
    return readEnvironments(request);
  },
};
