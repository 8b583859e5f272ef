import { ContractError } from '../../http/errors.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { rawElements } from '../../http/raw-elements.ts';
import { type Day, dayOf, startOf } from '../../tables/utc-day.ts';
import { ask } from '../api-request.ts';
import type { DaySource, Upstream } from '../source.ts';
import { AnalyticsPage } from './schema.ts';

/** All rows of one UTC day, each as the JSON text upstream sent. */
export interface DayOfRows {
  readonly day: Day;
  readonly rows: readonly string[];
}

const ROWS_A_PAGE = '5000';

/**
 * The days from `since` until before `until` that have rows, in order, each as soon as it is whole: a page may end inside a
 * day, so a day is whole when a later one or the last page has been seen. Throws `ContractError` when pages do not end.
 */
export async function* readDays(
  http: HttpClient,
  upstream: Upstream,
  source: DaySource,
  workspaceId: string,
  since: Day,
  until: Day,
): AsyncIterable<DayOfRows> {
  const asked = (page: string | undefined) =>
    ask(upstream, {
      key: source.key,
      path: `analytics/codex/workspaces/${encodeURIComponent(workspaceId)}/${source.endpoint}`,
      query: {
        ...source.query,
        start_time: String(startOf(since) / 1000),
        end_time: String(startOf(until) / 1000),
        limit: ROWS_A_PAGE,
        ...(page !== undefined && { page }),
      },
      subject: `${source.name} from ${since} until ${until}`,
    });
  const seen = new Set<string>();
  let page: string | undefined;
  let day: Day | undefined;
  let rows: string[] = [];
  for (;;) {
    const { text, value } = await http.json(asked(page), AnalyticsPage);
    const texts = rawElements(text, 'data');
    for (const [index, row] of value.data.entries()) {
      const dayOfRow = dayOf(row.start_time * 1000);
      if (dayOfRow < (day ?? since) || dayOfRow >= until) {
        throw new ContractError(
          `${source.name} from ${since} until ${until}: a row of ${dayOfRow} out of order`,
        );
      }
      if (day !== undefined && dayOfRow !== day) {
        yield { day, rows };
        rows = [];
      }
      day = dayOfRow;
      rows.push(texts[index] ?? JSON.stringify(row));
    }
    if (!value.has_more) break;
    page = nextPage(value.next_page, seen, source.name);
  }
  if (day !== undefined) yield { day, rows };
}

/** `has_more` without a new page to go to is a fault of the answer, not the end of the data. */
function nextPage(next: string | null | undefined, seen: Set<string>, subject: string): string {
  if (next == null || seen.has(next))
    throw new ContractError(`${subject}: more rows promised, but no new page named`);
  seen.add(next);
  return next;
}
