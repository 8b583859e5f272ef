import * as z from 'zod';
import type { HttpRequest } from '../http/request.ts';
import { type Day, startOf } from '../tables/utc-day.ts';
import { apiRequest } from './api-request.ts';
import type { Source, Upstream } from './source.ts';

const Page = z.looseObject({ data: z.array(z.unknown()), has_more: z.boolean() });
const Feed = z.looseObject({ creationTime: z.string(), prefixes: z.array(z.unknown()).min(1) });

/** What a probe's answer is at its top; what its rows are like is for a pull to find out. */
export const probedBy = ({ scope }: Source): z.ZodType => (scope === 'feed' ? Feed : Page);

/** One small request to a source's own endpoint, which tells whether its key may read it. `day` is one upstream keeps. */
export function probeOf(upstream: Upstream, source: Source, scopeId: string, day: Day): HttpRequest {
  return apiRequest({
    upstream,
    source,
    scopeId,
    query: queryOf(source, startOf(day)),
    subject: `${source.name} of ${scopeId}`,
  });
}

function queryOf(source: Source, startMs: number): Record<string, string> {
  if (source.scope === 'feed') return {};
  const start = startMs / 1000;
  switch (source.kind) {
    case 'days':
      return { ...source.query, start_time: String(start), end_time: String(start + 86_400), limit: '1' };
    case 'log':
      return { event_type: source.eventType, after: new Date(startMs).toISOString(), limit: '1' };
    case 'list':
      return { limit: '1' };
  }
}
