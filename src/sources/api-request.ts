import { PAGE_LIMITS, PageGuard } from '../http/page-guard.ts';
import type { HttpRequest, RateLimit } from '../http/request.ts';
import type { ReadRequest, Source, Upstream } from './source.ts';

interface ApiRequest extends Pick<ReadRequest<Source>, 'upstream' | 'source' | 'scopeId'> {
  /** What of the endpoint is asked for: a path below it, its parts already encoded. @default the endpoint itself */
  readonly below?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What is asked for, for errors. */
  readonly subject: string;
  readonly rateLimit?: RateLimit;
}

const PREVIOUS = { analytics: 'previousAnalyticsKey', compliance: 'previousComplianceKey' } as const;

/** A request to a source's endpoint, with the key the source is read with. */
export function apiRequest({
  upstream,
  source: { endpoint, scope, key },
  scopeId,
  below,
  query = {},
  subject,
  rateLimit,
}: ApiRequest): HttpRequest {
  const base = scope === 'feed' ? upstream.rangesBase : upstream.apiBase;
  const path = endpoint.replace('{scope}', encodeURIComponent(scopeId));
  const url = new URL([base.replace(/\/+$/, ''), path, ...(below === undefined ? [] : [below])].join('/'));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const secret = key === 'none' ? undefined : upstream[`${key}Key`];
  const previousKey = key === 'none' ? undefined : upstream[PREVIOUS[key]];
  return {
    url,
    subject,
    ...(secret !== undefined && { key: secret, ...(previousKey !== undefined && { previousKey }) }),
    ...(rateLimit !== undefined && upstream.paced && { rateLimit }),
  };
}

/** What holds the pages of a list to their limits. */
export function pageGuard({ pageLimits = PAGE_LIMITS }: Upstream, subject: string): PageGuard {
  return new PageGuard(subject, pageLimits);
}
