import { rawElements } from '../../http/raw-elements.ts';
import { apiRequest, pageGuard } from '../api-request.ts';
import type { ListAnswer, ListSource, ReadRequest } from '../source.ts';
import { TaskPage } from './schema.ts';

/** Tasks move to the front while pages are read, so a read goes on this long past what is known. */
const OVERLAP_MS = 3_600_000;

/** Tasks changed since `known`, with some overlap; none at all when nothing changed. */
export async function readTasks(
  request: ReadRequest<ListSource> & { readonly known: number | undefined },
): Promise<ListAnswer> {
  const { http, upstream, source, known } = request;
  const subject = `list of ${source.name}`;
  const guard = pageGuard(upstream, subject);
  const rows: string[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  let cursor: string | undefined;
  for (;;) {
    const { text, value } = await http.json(
      apiRequest({
        ...request,
        query: { limit: '30', ...(cursor !== undefined && { cursor }) },
        subject,
        rateLimit: { name: source.name, perMinute: 100 },
      }),
      TaskPage,
    );
    guard.page(text);
    rows.push(...rawElements(text, 'data'));
    const times = value.data.map(({ updated_at }) => Math.floor((updated_at ?? 0) * 1000));
    latest = Math.max(latest, ...times);
    if (known !== undefined && latest <= known) return { rows: [] };
    const passed = known !== undefined && times.some((time) => time < known - OVERLAP_MS);
    if (!value.has_more || passed) return { rows };
    cursor = guard.next(value.cursor);
  }
}
