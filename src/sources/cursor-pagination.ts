import * as z from 'zod';
import { rawElements } from '../http/raw-elements.ts';
import { apiRequest, pageGuard } from './api-request.ts';
import type { ListSource, ReadRequest } from './source.ts';

/** A page of a list that is continued behind `last_id` or, where a list does not say it, the id of its last item. */
const Page = z.object({
  data: z.array(z.looseObject({ id: z.string() })),
  has_more: z.boolean(),
  last_id: z.string().nullish(),
});

export interface PageSize {
  /** Items a page. */
  readonly limit: number;
  /** Requests a minute upstream allows. */
  readonly perMinute: number;
}

export interface ListPage {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** The same items as the texts upstream sent. */
  readonly texts: readonly string[];
}

/** The pages of a list whose cursor is `after`, the last id of the page before. Throws `ContractError` when they do not end. */
export async function* pagesByLastId(
  request: ReadRequest<ListSource>,
  { limit, perMinute }: PageSize,
): AsyncIterable<ListPage> {
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
    yield { items: value.data, texts: rawElements(text, 'data') };
    if (!value.has_more) return;
    after = guard.next(value.last_id ?? value.data.at(-1)?.id);
  }
}
