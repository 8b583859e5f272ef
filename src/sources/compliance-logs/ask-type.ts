import * as z from 'zod';
import { AuthenticationError, ContractError, NotFoundError } from '../../http/errors.ts';
import type { Day } from '../../tables/utc-day.ts';
import { apiRequest } from '../api-request.ts';
import { probedBy, probeOf } from '../probe.ts';
import type { LogSource, ReadRequest } from '../source.ts';

type TypeRequest = Pick<ReadRequest<LogSource>, 'http' | 'upstream' | 'source' | 'scopeId'>;

/**
 * Whether upstream lets the key list files of the type. `day` is one that upstream keeps. Throws where upstream does not answer
 * what it was asked: it is down, or has been asked too often.
 */
export async function isListable(request: TypeRequest, day: Day): Promise<boolean> {
  const { http, upstream, source, scopeId } = request;
  return unlessRefused(false, async () => {
    await http.documents(probeOf(upstream, source, scopeId, day), probedBy(source));
    return true;
  });
}

const MaxEventTime = z.looseObject({ max_event_time: z.record(z.string(), z.string().nullable()) });

/**
 * The time of the latest event of the type that upstream has, ISO, which tells how fresh a copy is and not whether it is whole; null
 * where it has none, undefined where it does not say, as before version 2.5.12.
 */
export async function latestEventAt(request: TypeRequest): Promise<string | null | undefined> {
  const { http, source } = request;
  const endpoint = source.endpoint.replace(/\/logs$/, '/max_event_time');
  return unlessRefused(undefined, async () => {
    const { value } = await http.json(
      apiRequest({
        ...request,
        source: { ...source, endpoint },
        query: { event_type: source.eventType },
        subject: `latest event of ${source.name}`,
      }),
      MaxEventTime,
    );
    const time = value.max_event_time[source.eventType];
    if (typeof time !== 'string') return time;
    return Number.isNaN(Date.parse(time)) ? undefined : time;
  });
}

/** What `ask` finds; `otherwise` where upstream has no such thing, or not for this key. */
async function unlessRefused<T>(otherwise: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const isRefusal =
      error instanceof AuthenticationError ||
      error instanceof NotFoundError ||
      error instanceof ContractError;
    if (isRefusal) return otherwise;
    throw error;
  }
}
