import type { Task } from '../company/tasks.ts';
import { Query } from '../server/query.ts';
import { json, problem, type Reply, unprocessable } from '../server/reply.ts';
import type { World } from '../server/world.ts';

const PAGE = 30;

/** `GET …/codex_tasks`: latest update first. The cursor is an offset, so the list may shift under a reader. */
export function tasksRoute(params: URLSearchParams, world: World): Reply {
  const query = new Query(params);
  const limit = Math.min(PAGE, query.limit(1, 50, PAGE));
  const cursor = query.text('cursor');
  if (query.details.length > 0) return unprocessable(query.details);
  const offset = cursor === null ? 0 : readCursor(cursor);
  if (offset === null) return problem(400, 'Invalid cursor', 'invalid_cursor');

  const tasks = latestFirst(offset + limit + 1, world);
  const data = tasks.slice(offset, offset + limit);
  for (const task of data) world.account.addTask(task.id, task.updated_at);
  const more = tasks.length > offset + limit;
  if (offset === 0 && world.has('task-moves-while-paging')) world.moved.move(tasks[limit], world.now());
  const stuck = !more && world.has('stuck-cursor');
  return json({
    object: 'list',
    cursor: more
      ? Buffer.from(JSON.stringify({ o: offset + limit })).toString('base64')
      : stuck
        ? cursor
        : null,
    has_more: more || stuck,
    data,
  });
}

export function taskRoute(id: string, world: World): Reply {
  const found = latestFirst(Number.POSITIVE_INFINITY, world).find((task) => task.id === id);
  return found ? json(found) : problem(404, 'Task not found', 'not_found');
}

function latestFirst(count: number, world: World): readonly Task[] {
  const now = world.now();
  return world.moved.among(world.tasks.latest(count, now), now);
}

function readCursor(cursor: string): number | null {
  const match = /^\{"o":(\d+)\}$/.exec(Buffer.from(cursor, 'base64').toString());
  return match ? Number(match[1]) : null;
}
