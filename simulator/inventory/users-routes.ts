import { DAY_MS } from '../calendar.ts';
import type { Person } from '../company/person.ts';
import { Query } from '../server/query.ts';
import { json, problem, type Reply, unprocessable } from '../server/reply.ts';
import type { World } from '../server/world.ts';

interface WorkspaceUser {
  readonly object: 'compliance.workspace.user';
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Person['role'];
  readonly created_at: number;
  readonly status: 'active' | 'inactive';
}

const PAGE = 200;

/** `GET …/users`: everyone with a seat by now, those who left included, by id; continued behind `last_id`. */
export function usersRoute(params: URLSearchParams, world: World): Reply {
  const query = new Query(params);
  const limit = query.limit(1, PAGE, PAGE);
  const after = query.text('after');
  if (query.details.length > 0) return unprocessable(query.details);
  const all = world.company.people
    .filter((person) => person.createdAt * 1000 <= world.now())
    .sort((a, b) => (a.userId < b.userId ? -1 : 1));
  const from = after === null ? 0 : all.findIndex((person) => person.userId === after) + 1;
  if (after !== null && from === 0) return problem(400, 'Invalid after: no such user', 'invalid_cursor');
  const data = all.slice(from, from + limit).map((person) => userOf(person, world.now()));
  for (const user of data) world.account.users.add(user.id);
  const more = from + limit < all.length;
  return json({
    object: 'list',
    data,
    has_more: more || world.has('stuck-cursor'),
    last_id: data.at(-1)?.id ?? null,
  });
}

export function userRoute(id: string, world: World): Reply {
  const person = world.company.people.find((one) => one.userId === id && one.createdAt * 1000 <= world.now());
  return person ? json(userOf(person, world.now())) : problem(404, 'User not found', 'not_found');
}

function userOf(person: Person, now: number): WorkspaceUser {
  return {
    object: 'compliance.workspace.user',
    id: person.userId,
    email: person.email,
    name: person.name,
    role: person.role,
    created_at: person.createdAt,
    status: person.leftDay * DAY_MS <= now ? 'inactive' : 'active',
  };
}
