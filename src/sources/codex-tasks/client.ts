import { rawElements } from '../../http/raw-elements.ts';
import { apiRequest, pageGuard } from '../api-request.ts';
import type { ListSource, ReadRequest } from '../source.ts';
import { ChangedTask, TaskPage } from './schema.ts';

/** Tasks move to the front while pages are read, so a read goes on this long past what is known. */
const OVERLAP_MS = 3_600_000;

/** Pages of the tasks changed since `known`, with some overlap; none at all when nothing changed. */
export async function* pagesOfTasks(
  request: ReadRequest<ListSource> & { readonly known: number | undefined },
): AsyncIterable<readonly string[]> {
  const { http, upstream, source, known } = request;
  const subject = `list of ${source.name}`;
  const guard = pageGuard(upstream, subject);
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
    const times = changeTimes(value.data);
    latest = Math.max(latest, ...times);
    if (known !== undefined && times.length > 0 && latest <= known) return;
    yield rawElements(text, 'data');
    const passed = known !== undefined && times.some((time) => time < known - OVERLAP_MS);
    if (!value.has_more || passed) return;
    cursor = guard.next(value.cursor);
  }
}

/** When the tasks changed that say so, in milliseconds. One that does not tells nothing of those around it. */
function changeTimes(tasks: readonly unknown[]): number[] {
  return tasks.flatMap((task) => {
    const { data } = ChangedTask.safeParse(task);
    return data === undefined ? [] : [Math.floor(data.updated_at * 1000)];
  });
}
