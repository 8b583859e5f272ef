import { ContractError } from '../../http/errors.ts';
import { rawElements } from '../../http/raw-elements.ts';
import { type Day, dayOf, startOf } from '../../tables/utc-day.ts';
import { apiRequest, pageGuard } from '../api-request.ts';
import type { DayOfRows, DaySource, ReadRequest } from '../source.ts';
import { AnalyticsPage } from './schema.ts';

const ROWS_A_PAGE = '5000';

/**
 * The days from `since` until before `until` that have rows, in order, each as soon as it is whole: a page may end inside a
 * day, so a day is whole when a later one or the last page has been seen. Throws `ContractError` when pages do not end.
 */
export async function* readDays(
  request: ReadRequest<DaySource> & { readonly since: Day; readonly until: Day },
): AsyncIterable<DayOfRows> {
  const { http, upstream, source, since, until } = request;
  const subject = `${source.name} from ${since} until ${until}`;
  const guard = pageGuard(upstream, subject);
  const asked = (page: string | undefined) =>
    apiRequest({
      ...request,
      query: {
        ...source.query,
        start_time: String(startOf(since) / 1000),
        end_time: String(startOf(until) / 1000),
        limit: ROWS_A_PAGE,
        ...(page !== undefined && { page }),
      },
      subject,
    });
  let page: string | undefined;
  let day: Day | undefined;
  let rows: string[] = [];
  for (;;) {
    const { text, value } = await http.json(asked(page), AnalyticsPage);
    guard.page(text);
    const texts = rawElements(text, 'data');
    for (const [index, row] of value.data.entries()) {
      const dayOfRow = dayOf(row.start_time * 1000);
      if (dayOfRow < (day ?? since) || dayOfRow >= until)
        throw new ContractError(`${subject}: a row of ${dayOfRow} out of order`);
      if (day !== undefined && dayOfRow !== day) {
        yield { day, rows };
        rows = [];
        guard.release();
      }
      day = dayOfRow;
      rows.push(texts[index] ?? JSON.stringify(row));
    }
    // `has_more` without a new page to go to is a fault of the answer, not the end of the data.
    if (!value.has_more) break;
    page = guard.next(value.next_page);
  }
  if (day !== undefined) yield { day, rows };
}
