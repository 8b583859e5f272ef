import * as z from 'zod';
import { rawElements } from '../http/raw-elements.ts';
import { apiRequest, pageGuard } from './api-request.ts';
import type { ListSource, ReadRequest } from './source.ts';

/**
 * A page of a list that is continued behind `last_id` or, where a list does not say it, the id of its last item. An item that is not
 * as specified costs itself alone: the tables set it aside.
 */
const Page = z.object({
  data: z.array(z.unknown()),
  has_more: z.boolean(),
  last_id: z.string().nullish(),
});

const Item = z.looseObject({ id: z.string() });

export interface PageSize {
  /** Items a page. */
  readonly limit: number;
  /** Requests a minute upstream allows. */
  readonly perMinute: number;
}

/** The pages of a list whose cursor is `after`, the last id of the page before: each as the texts of its items. Throws `ContractError` when they do not end. */
export async function* pagesByLastId(
  request: ReadRequest<ListSource>,
  { limit, perMinute }: PageSize,
): AsyncIterable<readonly string[]> {
  const { http, upstream, source } = request;
  const subject = `list of ${source.name}`;
  const guard = pageGuard(upstream, subject);
  let after: string | undefined;
  for (;;) {
    const { text, value } = await http.json(
      apiRequest({
        ...request,
        query: { limit: String(limit), ...(after !== undefined && { after }) },
        subject,
        rateLimit: { name: source.name, perMinute },
      }),
      Page,
    );
    guard.page(text);
    yield rawElements(text, 'data');
    if (!value.has_more) return;
    after = guard.next(value.last_id ?? lastIdOf(value.data));
  }
}

/** The id of the last item that has one: what stands behind it comes once more on the next page, and counts once. */
function lastIdOf(items: readonly unknown[]): string | undefined {
  return items.map((item) => Item.safeParse(item).data?.id).findLast((id) => id !== undefined);
}
