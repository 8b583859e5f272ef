-- Everyone who has a seat or used Codex: who they are, and when they were first and last seen.
-- grain: one row per workspace and user
-- column workspace_id string: ChatGPT workspace.
-- column user_id string: Upstream id of the user.
-- column person string: E-mail, or the user's id when upstream gives none: never null.
-- column user_email string: E-mail as the directory has it, else usage; null when neither does.
-- column user_name string: Name; null when the directory has none.
-- column group_name string: A current group of theirs, the first in the alphabet when there are several; null when COSTS names
--   none. With it, each person counts in one group only.
-- column role string: Role in the workspace; null when not in the directory.
-- column status string: Status of the account, active or inactive (deactivated in older answers); null when not in the
--   directory.
-- column has_seat boolean: Whether the latest directory lists the account as active.
-- column joined_at timestamp: When the account joined, UTC; null when not known.
-- column first_listed_day date: UTC day the lake first saw them in the directory; null when never.
-- column last_listed_day date: UTC day the directory last listed them; null when never.
-- column first_used_day date: First UTC day with usage that the lake knows; null when none.
-- column last_used_day date: Latest such day; null when none.
-- column days_used bigint: Days with usage; 0 when none. May be added up to person-days.
WITH directory AS (
  SELECT
    workspace_id, user_id, user_email, user_name, role, status, created_at, first_seen_day, last_seen_day,
    max(last_seen_day) OVER (PARTITION BY workspace_id) AS latest_list
  FROM users
),
used AS (
  SELECT
    workspace_id,
    user_id,
    max(user_email) AS user_email,
    min(first_day) AS first_used_day,
    max(last_day) AS last_used_day,
    CAST(sum(days_used) AS BIGINT) AS days_used
  FROM usage_user_week
  GROUP BY workspace_id, user_id
),
everyone AS (
  SELECT workspace_id, user_id FROM directory
  UNION
  SELECT workspace_id, user_id FROM used
),
current_group AS (
  SELECT user_id, min(group_name) AS group_name FROM dim_user_group WHERE is_current GROUP BY user_id
)
SELECT
  everyone.workspace_id,
  everyone.user_id,
  COALESCE(directory.user_email, used.user_email, everyone.user_id) AS person,
  COALESCE(directory.user_email, used.user_email) AS user_email,
  directory.user_name,
  current_group.group_name,
  directory.role,
  directory.status,
  COALESCE(directory.status = 'active' AND directory.last_seen_day = directory.latest_list, false) AS has_seat,
  directory.created_at AS joined_at,
  directory.first_seen_day AS first_listed_day,
  directory.last_seen_day AS last_listed_day,
  used.first_used_day,
  used.last_used_day,
  COALESCE(used.days_used, 0) AS days_used
FROM everyone
LEFT JOIN directory ON directory.workspace_id = everyone.workspace_id AND directory.user_id = everyone.user_id
LEFT JOIN used ON used.workspace_id = everyone.workspace_id AND used.user_id = everyone.user_id
LEFT JOIN current_group ON current_group.user_id = everyone.user_id
