import * as z from 'zod';
import type { HttpRequest } from '../http/http-client.ts';
import { type Day, startOf } from '../tables/utc-day.ts';
import { ask } from './api-request.ts';
import { logsPath } from './compliance-logs/client.ts';
import type { Source, Upstream } from './source.ts';

const Page = z.looseObject({ data: z.array(z.unknown()), has_more: z.boolean() });
const Feed = z.looseObject({ creationTime: z.string(), prefixes: z.array(z.unknown()).min(1) });

/** What a probe's answer is at its top; what its rows are like is for a pull to find out. */
export const probedBy = ({ scope }: Source): z.ZodType => (scope === 'feed' ? Feed : Page);

/** One small request to a source's own endpoint, which tells whether its key may read it. `day` is one upstream remembers. */
export function probeOf(upstream: Upstream, source: Source, scopeId: string, day: Day): HttpRequest {
  const subject = `${source.name} of ${scopeId}`;
  const id = encodeURIComponent(scopeId);
  if (source.scope === 'feed')
    return { url: new URL(`${upstream.rangesBase.replace(/\/+$/, '')}/${id}.json`), subject };
  const start = startOf(day);
  switch (source.kind) {
    case 'days':
      return ask(upstream, {
        key: source.key,
        path: `analytics/codex/workspaces/${id}/${source.endpoint}`,
        query: {
          ...source.query,
          start_time: String(start / 1000),
          end_time: String(start / 1000 + 86_400),
          limit: '1',
        },
        subject,
      });
    case 'log':
      return ask(upstream, {
        key: source.key,
        path: logsPath(source, scopeId),
        query: { event_type: source.eventType, after: new Date(start).toISOString(), limit: '1' },
        subject,
      });
    case 'list':
      return ask(upstream, {
        key: source.key,
        path: `compliance/workspaces/${id}/${source.name}`,
        query: { limit: '1' },
        subject,
      });
  }
}
