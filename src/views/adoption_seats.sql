-- Are seats used: accounts against people with usage in the 28 days that end with the latest final day.
-- grain: one row per workspace and group; people without a group are in the group null
-- column workspace_id string: ChatGPT workspace.
-- column group_name string: Group, see dim_user; null for people without. Each person counts in one group, so counts may be added
--   up over groups.
-- column last_final_day date: Day the windows of days end with.
-- column seats bigint: Active accounts in the latest directory. May be added up.
-- column active_seats_7d bigint: Of those, people with usage in the last 7 final days. May be added up.
-- column active_seats_28d bigint: Of those, people with usage in the last 28 days. May be added up.
-- column never_used bigint: Seats whose people the lake never saw use Codex. May be added up.
-- column active_share_28d double: The active_seats_28d as a share of seats, 0 to 1; null without seats. Never add or average it.
-- column users_without_seat bigint: People with usage in the last 28 days and no seat in the latest directory. May be added up.
WITH people AS (
  SELECT
    dim_user.workspace_id,
    dim_user.group_name,
    usage_as_of.last_final_day,
    dim_user.has_seat,
    dim_user.first_used_day,
    dim_user.last_used_day,
    dim_user.last_used_day > CAST(usage_as_of.last_final_day - INTERVAL '7' DAY AS DATE) AS active_7d,
    dim_user.last_used_day > CAST(usage_as_of.last_final_day - INTERVAL '28' DAY AS DATE) AS active_28d
  FROM dim_user
  LEFT JOIN usage_as_of ON usage_as_of.workspace_id = dim_user.workspace_id
)
SELECT
  workspace_id,
  group_name,
  last_final_day,
  count(*) FILTER (WHERE has_seat) AS seats,
  count(*) FILTER (WHERE has_seat AND active_7d) AS active_seats_7d,
  count(*) FILTER (WHERE has_seat AND active_28d) AS active_seats_28d,
  count(*) FILTER (WHERE has_seat AND first_used_day IS NULL) AS never_used,
  CAST(count(*) FILTER (WHERE has_seat AND active_28d) AS DOUBLE) / NULLIF(count(*) FILTER (WHERE has_seat), 0)
    AS active_share_28d,
  count(*) FILTER (WHERE NOT has_seat AND active_28d) AS users_without_seat
FROM people
GROUP BY workspace_id, group_name, last_final_day
