-- Whose habit it is: how many workdays in a row people used Codex.
-- grain: one row per workspace and user who used it on a workday
-- column workspace_id string: ChatGPT workspace.
-- column user_id string: Upstream id of the user.
-- column person string: E-mail, or the user's id when there is none.
-- column group_name string: The user's group, see dim_user; null when none.
-- column current_streak bigint: Workdays in a row with usage, up to the latest final workday or later; 0 when that one had none.
--   Weekends and days off neither count nor break it. Not to be added up.
-- column longest_streak bigint: Longest such row. Not to be added up.
-- column workdays_used bigint: Workdays with usage. May be added up to person-days.
WITH workdays AS (
  SELECT day, row_number() OVER (ORDER BY day) AS workday FROM dim_date WHERE is_workday
),
used AS (
  SELECT usage.workspace_id, usage.user_id, workdays.workday
  FROM usage_user_day AS usage
  JOIN workdays ON workdays.day = usage.day
),
islands AS (
  SELECT
    workspace_id,
    user_id,
    workday,
    workday - row_number() OVER (PARTITION BY workspace_id, user_id ORDER BY workday) AS island
  FROM used
),
streaks AS (
  SELECT workspace_id, user_id, max(workday) AS last_workday, count(*) AS length
  FROM islands
  GROUP BY workspace_id, user_id, island
),
latest AS (
  SELECT usage_as_of.workspace_id, max(workdays.workday) AS workday
  FROM usage_as_of
  JOIN workdays ON workdays.day <= usage_as_of.last_final_day
  GROUP BY usage_as_of.workspace_id
)
SELECT
  streaks.workspace_id,
  streaks.user_id,
  max(dim_user.person) AS person,
  max(dim_user.group_name) AS group_name,
  COALESCE(max(streaks.length) FILTER (WHERE streaks.last_workday >= latest.workday), 0) AS current_streak,
  max(streaks.length) AS longest_streak,
  CAST(sum(streaks.length) AS BIGINT) AS workdays_used
FROM streaks
LEFT JOIN latest ON latest.workspace_id = streaks.workspace_id
LEFT JOIN dim_user ON dim_user.workspace_id = streaks.workspace_id AND dim_user.user_id = streaks.user_id
GROUP BY streaks.workspace_id, streaks.user_id
