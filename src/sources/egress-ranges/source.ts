import { egressIpChanges } from '../../tables/allowlists.ts';
import { egressRange } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const egressRangeList: ListSource = {
  kind: 'list',
  family: 'egress',
  name: 'egress_ranges',
  doc: 'Address ranges OpenAI connects from, by feed.',
  scope: 'feed',
  key: 'none',
  record: egressRange,
  changes: egressIpChanges,
};

/** Connections of Codex cloud to services such as GitHub. */
export const DEFAULT_FEED = 'chatgpt-agents';
