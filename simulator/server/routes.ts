import { analyticsRoute } from '../analytics/analytics-route.ts';
import { environmentRoute, environmentsRoute } from '../inventory/environments-routes.ts';
import { taskRoute, tasksRoute } from '../inventory/tasks-routes.ts';
import { userRoute, usersRoute } from '../inventory/users-routes.ts';
import { fileRoute, maxEventTimeRoute } from '../logs/file-routes.ts';
import { listRoute } from '../logs/list-route.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

export interface Route {
  /** Its name in `requests`. */
  readonly name: string;
  readonly key: 'analytics' | 'compliance';
  readonly owner: 'workspaces' | 'organizations';
  /** The path after the owner's id; a group is the id of one thing. */
  readonly path: RegExp;
  /** Requests a minute and key. */
  readonly perMinute: number;
  /** Things that can be deleted upstream, and never are here. */
  readonly deletable?: boolean;
  answer(params: URLSearchParams, world: World, id: string): Reply;
}

// Where upstream publishes no figure, the default of its later specification: 100.
export const ROUTES: readonly Route[] = [
  analytics('usage', /^\/usage$/, (params, world) => analyticsRoute('usage', params, world)),
  analytics('code-reviews', /^\/code_reviews$/, (params, world) =>
    analyticsRoute('code_reviews', params, world),
  ),
  analytics('code-review-responses', /^\/code_review_responses$/, (params, world) =>
    analyticsRoute('code_review_responses', params, world),
  ),
  compliance('workspace-logs', /^\/logs$/, 100, (params, world) => listRoute('workspace', params, world)),
  compliance('workspace-max-event-time', /^\/max_event_time$/, 100, (params, world) =>
    maxEventTimeRoute('workspace', params, world),
  ),
  compliance('workspace-log', /^\/logs\/([^/]+)$/, 50, (_, world, id) => fileRoute('workspace', id, world)),
  organization('organization-logs', /^\/logs$/, 100, (params, world) =>
    listRoute('organization', params, world),
  ),
  organization('organization-max-event-time', /^\/max_event_time$/, 100, (params, world) =>
    maxEventTimeRoute('organization', params, world),
  ),
  organization('organization-log', /^\/logs\/([^/]+)$/, 50, (_, world, id) =>
    fileRoute('organization', id, world),
  ),
  compliance('tasks', /^\/codex_tasks$/, 100, tasksRoute),
  deletable(compliance('task', /^\/codex_tasks\/([^/]+)$/, 100, (_, world, id) => taskRoute(id, world))),
  compliance('environments', /^\/codex_environments$/, 50, environmentsRoute),
  deletable(
    compliance('environment', /^\/codex_environments\/([^/]+)$/, 100, (_, world, id) =>
      environmentRoute(id, world),
    ),
  ),
  compliance('users', /^\/users$/, 100, usersRoute),
  deletable(compliance('user', /^\/users\/([^/]+)$/, 100, (_, world, id) => userRoute(id, world))),
];

function analytics(name: string, path: RegExp, answer: Route['answer']): Route {
  return { name, key: 'analytics', owner: 'workspaces', path, perMinute: 100, answer };
}

function compliance(name: string, path: RegExp, perMinute: number, answer: Route['answer']): Route {
  return { name, key: 'compliance', owner: 'workspaces', path, perMinute, answer };
}

function organization(name: string, path: RegExp, perMinute: number, answer: Route['answer']): Route {
  return { name, key: 'compliance', owner: 'organizations', path, perMinute, answer };
}

function deletable(route: Route): Route {
  return { ...route, deletable: true };
}
