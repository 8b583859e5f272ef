import { ContractError } from '../../http/errors.ts';
import { rawElements } from '../../http/raw-elements.ts';
import { ask } from '../api-request.ts';
import type { ReadList } from '../list.ts';
import { TaskPage } from './schema.ts';
import { codexTaskList } from './source.ts';

/** Tasks move to the front while pages are read, so a read goes on this long past what is known. */
const OVERLAP_MS = 3_600_000;

/** Tasks changed since `known`, with some overlap; none at all when nothing changed. */
export const readTasks: ReadList = async ({ http, upstream, scopeId, known }) => {
  const rows: string[] = [];
  const seen = new Set<string>();
  let newest = Number.NEGATIVE_INFINITY;
  let cursor: string | undefined;
  for (;;) {
    const { text, value } = await http.json(
      ask(upstream, {
        key: codexTaskList.key,
        path: `compliance/workspaces/${encodeURIComponent(scopeId)}/codex_tasks`,
        query: { limit: '30', ...(cursor !== undefined && { cursor }) },
        subject: 'list of codex_tasks',
        pace: { name: 'codex_tasks', perMinute: 100 },
      }),
      TaskPage,
    );
    rows.push(...rawElements(text, 'data'));
    const times = value.data.map(({ updated_at }) => Math.floor((updated_at ?? 0) * 1000));
    newest = Math.max(newest, ...times);
    if (known !== undefined && newest <= known) return { rows: [] };
    const passed = known !== undefined && times.some((time) => time < known - OVERLAP_MS);
    if (!value.has_more || passed) return { rows };
    if (value.cursor == null || seen.has(value.cursor)) {
      throw new ContractError('list of codex_tasks: more promised, but no new cursor given');
    }
    cursor = value.cursor;
    seen.add(cursor);
  }
};
