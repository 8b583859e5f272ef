import { environmentsAt } from '../company/environments.ts';
import { Query } from '../server/query.ts';
import { json, problem, type Reply, unprocessable } from '../server/reply.ts';
import type { World } from '../server/world.ts';

const PAGE = 30;

/** `GET …/codex_environments`: newest first, `after` the id of the last one seen; no last_id in the envelope. */
export function environmentsRoute(params: URLSearchParams, world: World): Reply {
  const query = new Query(params);
  const limit = Math.min(PAGE, query.limit(1, 50, PAGE));
  const after = query.text('after');
  if (query.details.length > 0) return unprocessable(query.details);
  const all = environmentsAt(world.company, world.now());
  const from = after === null ? 0 : all.findIndex((entry) => entry.id === after) + 1;
  if (after !== null && from === 0)
    return problem(400, 'Invalid after: no such environment', 'invalid_cursor');
  const data = all.slice(from, from + limit);
  for (const entry of data) world.account.environments.add(entry.id);
  const more = from + limit < all.length;
  return json({ object: 'list', has_more: more || world.has('stuck-cursor'), data });
}

export function environmentRoute(id: string, world: World): Reply {
  const found = environmentsAt(world.company, world.now()).find((entry) => entry.id === id);
  return found ? json(found) : problem(404, 'Environment not found', 'not_found');
}
