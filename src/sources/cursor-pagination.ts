import * as z from 'zod';
import { ContractError } from '../http/errors.ts';
import { rawElements } from '../http/raw-elements.ts';
import { ask } from './api-request.ts';
import type { ListRequest } from './list.ts';
import type { ListSource } from './source.ts';

/** A page of a list that is continued behind the id of its last item. */
const Page = z.object({
  data: z.array(z.looseObject({ id: z.string() })),
  has_more: z.boolean(),
});

export interface ListPage {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** The same items as the texts upstream sent. */
  readonly texts: readonly string[];
}

/** All pages of a compliance list that is paged by `after`, the id of the last item seen. */
export async function readByLastId(
  { http, upstream, scopeId }: ListRequest,
  source: ListSource,
  { path, limit, perMinute }: { readonly path: string; readonly limit: number; readonly perMinute: number },
): Promise<ListPage[]> {
  const pages: ListPage[] = [];
  const seen = new Set<string>();
  let after: string | undefined;
  for (;;) {
    const { text, value } = await http.json(
      ask(upstream, {
        key: source.key,
        path: `compliance/workspaces/${encodeURIComponent(scopeId)}/${path}`,
        query: { limit: String(limit), ...(after !== undefined && { after }) },
        subject: `list of ${source.name}`,
        pace: { name: source.name, perMinute },
      }),
      Page,
    );
    pages.push({ items: value.data, texts: rawElements(text, 'data') });
    if (!value.has_more) return pages;
    after = value.data.at(-1)?.id;
    if (after === undefined || seen.has(after)) {
      throw new ContractError(`list of ${source.name}: more promised, but the list does not go on`);
    }
    seen.add(after);
  }
}
