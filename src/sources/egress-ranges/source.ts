import { egressIpChanges } from '../../tables/allowlists.ts';
import { egressRange } from '../../tables/inventory.ts';
import type { ListSource } from '../source.ts';

export const egressRangeList: ListSource = {
  kind: 'list',
  collector: 'egress',
  name: 'egress_ranges',
  doc: 'Address ranges OpenAI connects from, by feed.',
  scope: 'feed',
  key: 'none',
  endpoint: '{scope}.json',
  record: egressRange,
  changes: egressIpChanges,
  async read(request) {
    const { readRanges } = await import('./client.ts');
    return readRanges(request);
  },
};

/** Connections of Codex cloud to services such as GitHub. */
export const DEFAULT_FEED = 'chatgpt-agents';
