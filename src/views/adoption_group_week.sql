-- Which groups use it: people, turns and credits by group and week.
-- grain: one row per workspace, ISO week and group with usage; people without a group are in the group null
-- column workspace_id string: ChatGPT workspace.
-- column week_start date: Monday of the ISO week, UTC.
-- column is_final boolean: Whether all days of the week are final.
-- column group_name string: Group of each person now, see dim_user; null for people without.
-- column active_users bigint: Distinct people with usage. May be added over groups, as each person is in one; never over weeks.
-- column seats bigint: Seats of the group in the latest directory; not those of that week. May be added over groups.
-- column turns bigint: Turns. May be added up.
-- column credits decimal: Credits consumed. May be added up; never with dollars.
-- column lines_added bigint: Accepted lines added by local clients; null when unavailable. May be added up.
WITH people AS (
  SELECT workspace_id, user_id, group_name, has_seat FROM dim_user
),
seats AS (
  SELECT workspace_id, group_name, count(*) FILTER (WHERE has_seat) AS seats FROM people GROUP BY workspace_id, group_name
),
by_group AS (
  SELECT
    usage.workspace_id,
    CAST(date_trunc('week', usage.day) AS DATE) AS week_start,
    people.group_name,
    count(DISTINCT usage.user_id) AS active_users,
    CAST(sum(usage.turns) AS BIGINT) AS turns,
    CAST(sum(usage.credits) AS DECIMAL(18,6)) AS credits,
    CAST(sum(usage.lines_added) AS BIGINT) AS lines_added
  FROM usage_user_day AS usage
  LEFT JOIN people ON people.workspace_id = usage.workspace_id AND people.user_id = usage.user_id
  GROUP BY usage.workspace_id, CAST(date_trunc('week', usage.day) AS DATE), people.group_name
)
SELECT
  by_group.workspace_id,
  by_group.week_start,
  COALESCE(usage_weeks.is_final, false) AS is_final,
  by_group.group_name,
  by_group.active_users,
  seats.seats,
  by_group.turns,
  by_group.credits,
  by_group.lines_added
FROM by_group
LEFT JOIN seats
  ON seats.workspace_id = by_group.workspace_id
  AND seats.group_name IS NOT DISTINCT FROM by_group.group_name
LEFT JOIN usage_weeks
  ON usage_weeks.workspace_id = by_group.workspace_id
  AND usage_weeks.week_start = by_group.week_start
