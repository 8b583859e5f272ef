import { bigint, boolean, given, json, person, string, timestamp, words } from './column.ts';
import { defineTable } from './define-table.ts';
import type { RawRecord } from './record.ts';
import { extra, workspace } from './record-columns.ts';

const firstSeen = given('day_seen', 'UTC day the lake first saw it.');
const lastSeen = given(
  'day_seen',
  'UTC day upstream last listed it; older than the latest pull means it is gone.',
);

export const codexTasks = defineTable({
  name: 'codex_tasks',
  doc: 'Cloud tasks, the newest version of each. One row per workspace and task.',
  partitionBy: 'created_at',
  key: ['workspace_id', 'task_id'],
  merge: { how: 'latest', version: 'updated_at', first: 'first_seen_day' },
  derivation: 3,
  sort: ['created_at', 'task_id'],
  columns: {
    workspace_id: workspace,
    task_id: string('$.id', 'Upstream id of the task.'),
    created_at: timestamp('unix', '$.created_at', 'When it was created, UTC.'),
    updated_at: timestamp('unix', '$.updated_at', 'When it last changed, UTC.'),
    created_by_id: string('$.created_by_id', 'User who created it.'),
    ...words('title', '$.title', "the task's title"),
    ...words(
      'metadata',
      '$.denormalized_metadata',
      'the metadata upstream keeps with the task, whose keys are not documented',
    ),
    first_seen_day: firstSeen,
    last_seen_day: lastSeen,
    extra_json: extra,
  },
});

export const codexEnvironments = defineTable({
  name: 'codex_environments',
  doc: 'Cloud environments, the newest version of each. One row per workspace and environment. Values of environment variables are never stored.',
  partitionBy: null,
  key: ['workspace_id', 'environment_id'],
  merge: { how: 'latest', version: 'last_seen_day', first: 'first_seen_day' },
  derivation: 3,
  sort: ['workspace_id', 'environment_id'],
  columns: {
    workspace_id: workspace,
    environment_id: string('$.id', 'Upstream id of the environment.'),
    created_at: timestamp('unix', '$.created_at', 'When it was created, UTC.'),
    creator_id: string('$.creator_id', 'User who created it.'),
    label: string('$.label', 'Label people see.'),
    ...words('description', '$.description', "the environment's description"),
    machine_id: string('$.machine_id', 'Machine it runs on.'),
    workspace_dir: string('$.workspace_dir', 'Folder of the work tree; null when default.'),
    is_pinned: boolean('$.is_pinned', 'Whether it is pinned.'),
    repos: json('$.repos', 'Repositories, as a list of names.', { '': 'slug' }),
    repo_map: json('$.repo_map', 'Repositories with address, branch and commit.', {
      '*.url': 'address',
      '*.branch': 'branch',
      '*.commit': 'id',
    }),
    ...words('setup', '$.setup', 'the set-up script'),
    env_var_names: json(
      '$.env_var_names',
      'Names of its environment variables, sorted; values are cut before anything is stored.',
      { '': 'slug' },
    ),
    task_count: bigint('$.task_count', 'Tasks run in it so far. Not to be added over pulls.'),
    share_settings: string('$.share_settings', 'Who may use it.'),
    first_seen_day: firstSeen,
    last_seen_day: lastSeen,
    extra_json: extra,
  },
});

export const users = defineTable({
  name: 'users',
  doc: "The workspace's directory, the newest version of each person. One row per workspace and user.",
  partitionBy: null,
  key: ['workspace_id', 'user_id'],
  merge: { how: 'latest', version: 'last_seen_day', first: 'first_seen_day' },
  derivation: 3,
  sort: ['workspace_id', 'user_id'],
  columns: {
    workspace_id: workspace,
    user_id: string('$.id', 'Upstream id of the user.'),
    user_email: person('$.email', 'E-mail; null when upstream gives none.'),
    user_name: person('$.name', 'Name; null when upstream gives none.'),
    role: string('$.role', 'Role in the workspace; an open set.'),
    status: string('$.status', 'active or inactive (deactivated in older answers); an open set.'),
    created_at: timestamp('unix', '$.created_at', 'When the account joined, UTC.'),
    first_seen_day: firstSeen,
    last_seen_day: lastSeen,
    extra_json: extra,
  },
});

export const egressIpRanges = defineTable({
  name: 'egress_ip_ranges',
  doc: 'Addresses OpenAI connects from, as published. One row per feed and prefix ever seen.',
  partitionBy: null,
  key: ['feed', 'prefix'],
  merge: { how: 'latest', version: 'last_seen_day', first: 'first_seen_day' },
  derivation: 3,
  sort: ['feed', 'prefix'],
  columns: {
    feed: given('feed', 'Feed, such as chatgpt-agents.'),
    prefix: string(['$.ipv4Prefix', '$.ipv6Prefix'], 'Range in CIDR notation, as published.'),
    feed_version: given('feed_version', 'Newest creationTime of the feed that listed it.'),
    first_seen_day: given('day_seen', 'UTC day the lake first saw it.'),
    last_seen_day: given('day_seen', 'UTC day the feed last listed it.'),
    extra_json: extra,
  },
});

export const task: RawRecord = { name: 'codex_tasks', tables: [codexTasks], ignored: ['$.object'] };
export const environment: RawRecord = {
  name: 'codex_environments',
  tables: [codexEnvironments],
  ignored: ['$.object', '$.secrets'],
};
export const user: RawRecord = { name: 'users', tables: [users], ignored: ['$.object'] };
export const egressRange: RawRecord = { name: 'egress_ip_ranges', tables: [egressIpRanges], ignored: [] };
