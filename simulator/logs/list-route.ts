import { isoMicros, parseIsoMicros, WINDOW_MICROS } from '../calendar.ts';
import { Query } from '../server/query.ts';
import { json, problem, type Reply, unprocessable } from '../server/reply.ts';
import type { World } from '../server/world.ts';
import type { LogFile } from './log-archive.ts';
import { EMPTY_TYPES, isLogType, type LogScope, type LogType, scopeOf } from './log-types.ts';
import { KEPT_MS, visibleAt } from './visibility.ts';

/** `GET …/logs`: files of the asked types that end after `after`, oldest first. */
export function listRoute(scope: LogScope, params: URLSearchParams, world: World): Reply {
  const query = new Query(params);
  const names = query.list('event_type');
  const afterText = query.required('after');
  const limit = query.limit(1, 100, 100);
  if (query.details.length > 0) return unprocessable(query.details);
  const beforeText = query.text('before');
  const after = parseIsoMicros(afterText ?? '');
  const before = beforeText === null ? Number.POSITIVE_INFINITY : parseIsoMicros(beforeText);
  if (after === null)
    return problem(400, `Invalid after timestamp: ${JSON.stringify(afterText)}`, 'invalid_timestamp');
  if (before === null)
    return problem(400, `Invalid before timestamp: ${JSON.stringify(beforeText)}`, 'invalid_timestamp');
  const refusal = refuseTypes(scope, names);
  if (refusal) return refusal;

  const types = [...new Set(names.filter(isLogType))];
  const listing = listFiles(types, after, before, limit, world);
  const last = listing.files.at(-1);
  const stuck = !listing.more && world.has('stuck-cursor');
  return json({
    data: listing.files.map((file) => ({
      id: file.id,
      event_type: file.type,
      end_time: isoMicros(file.endMicros),
      file_name: file.name,
      file_size: file.size,
      file_sha256: file.sha256,
    })),
    has_more: listing.more || stuck,
    last_end_time: stuck ? afterText : last ? isoMicros(last.endMicros) : null,
  });
}

export function refuseTypes(scope: LogScope, names: readonly string[]): Reply | null {
  for (const name of names) {
    const scopes = isLogType(name) ? [scopeOf(name)] : EMPTY_TYPES[name];
    if (!scopes) return problem(400, `Unsupported event type: ${name}`, 'unsupported_event_type');
    if (!scopes.includes(scope)) {
      return problem(
        400,
        `Event type ${name} is ${scopes[0]}-scoped and not available for a ${scope}`,
        'wrong_scope',
      );
    }
  }
  return null;
}

function listFiles(types: readonly LogType[], after: number, before: number, limit: number, world: World) {
  const now = world.now();
  const oldest = (now - KEPT_MS) * 1000;
  // A lone boundary file would be listed forever, so a page of one is spared.
  const replay = world.has('boundary-replay') && limit > 1;
  const follows = (file: LogFile) => file.endMicros > after || (replay && file.endMicros === after);
  const files: LogFile[] = [];
  // An end time on a boundary belongs to the window before it, hence one window back.
  const first = Math.floor(Math.max(after, oldest) / WINDOW_MICROS) - 1;
  const last = Math.floor((now * 1000) / WINDOW_MICROS);
  for (let window = first; window <= last; window++) {
    const found: LogFile[] = [];
    for (const type of types) {
      if (visibleAt(world.company, type, window) > now) continue;
      for (const file of world.logs.filesOf(type, window)) {
        if (follows(file) && file.endMicros >= oldest && file.endMicros < before) found.push(file);
      }
    }
    found.sort((a, b) => a.endMicros - b.endMicros);
    for (const file of found) {
      if (files.length === limit) return { files, more: true };
      files.push(file);
    }
  }
  return { files, more: false };
}
