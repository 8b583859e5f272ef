import { environment } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const codexEnvironmentList: ListSource = {
  kind: 'list',
  family: 'inventory',
  name: 'codex_environments',
  doc: 'Cloud environments; values of their variables are cut before anything is stored.',
  scope: 'workspace',
  key: 'compliance',
  record: environment,
};
