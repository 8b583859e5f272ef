import { rawElements } from '../../http/raw-elements.ts';
import type { ReadList } from '../list.ts';
import { RangeFeed } from './schema.ts';

/** The feed named by the scope, with its version. */
export const readRanges: ReadList = async ({ http, upstream, scopeId }) => {
  const url = new URL(`${upstream.rangesBase.replace(/\/+$/, '')}/${encodeURIComponent(scopeId)}.json`);
  const { text, value } = await http.json({ url, subject: `egress ranges ${scopeId}` }, RangeFeed);
  return { rows: rawElements(text, 'prefixes'), version: value.creationTime };
};
