import { isoMicros, parseIsoMicros, WINDOW_MICROS } from '../calendar.ts';
import { Query } from '../server/query.ts';
import { json, problem, type Reply, unprocessable } from '../server/reply.ts';
import type { World } from '../server/world.ts';
import { isGone, urlComesStale } from './file-faults.ts';
import { refuseTypes } from './list-route.ts';
import type { LogFile } from './log-archive.ts';
import { isLogType, type LogScope, type LogType, scopeOf } from './log-types.ts';
import { signedPath } from './signed-url.ts';
import { KEPT_MS, visibleAt } from './visibility.ts';

/** `GET …/logs/{log_file_id}`: sends the caller on to a signed address at another origin. */
export function fileRoute(scope: LogScope, id: string, world: World): Reply {
  const file = world.logs.find(id);
  if (file === 'malformed') return problem(400, `Malformed log file id: ${JSON.stringify(id)}`, 'invalid_id');
  if (!file || scopeOf(file.type) !== scope || !isAvailable(file, world)) {
    return problem(404, 'Log file not found or no longer available', 'not_found');
  }
  const stale = world.count(`address of ${id}`) === 1 && urlComesStale(file.hash, world.has);
  const expires = Math.floor(world.now() / 1000) + (stale ? -1 : 60);
  return {
    status: 307,
    headers: { location: world.downloadBase() + signedPath(world.company, id, expires) },
    body: '',
  };
}

export function isAvailable(file: LogFile, world: World): boolean {
  const now = world.now();
  const kept = file.endMicros / 1000 >= now - KEPT_MS;
  return kept && visibleAt(world.company, file.type, file.window) <= now && !isGone(file.hash, world.has);
}

/** `GET …/max_event_time`: the newest event that is in a file, by type. */
export function maxEventTimeRoute(scope: LogScope, params: URLSearchParams, world: World): Reply {
  if (world.has('no-max-event-time')) return problem(404, 'Not found', 'not_found');
  const query = new Query(params);
  const names = query.list('event_type');
  if (query.details.length > 0) return unprocessable(query.details);
  const refusal = refuseTypes(scope, names);
  if (refusal) return refusal;
  const times = names.map((name) => [name, isLogType(name) ? newestEvent(name, world) : null] as const);
  return json({ max_event_time: Object.fromEntries(times) });
}

function newestEvent(type: LogType, world: World): string | null {
  const last = Math.floor((world.now() * 1000) / WINDOW_MICROS);
  const first = last - KEPT_MS / (WINDOW_MICROS / 1000);
  for (let window = last; window >= first; window--) {
    if (visibleAt(world.company, type, window) > world.now()) continue;
    let newest = 0;
    for (const file of world.logs.filesOf(type, window)) {
      for (const [, time] of world.logs
        .body(file)
        .toString()
        .matchAll(/"timestamp":"([^"]+)"/g)) {
        newest = Math.max(newest, parseIsoMicros(time ?? '') ?? 0);
      }
    }
    if (newest > 0) return isoMicros(newest);
  }
  return null;
}
