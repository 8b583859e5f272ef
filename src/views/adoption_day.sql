-- How many people use Codex: each day, and over the 7 and 28 days that end with it.
-- grain: one row per workspace and UTC day
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day, see usage_days; while pending, figures still grow.
-- column active_users bigint: People with usage that day; null when the day is missing or not read yet. Distinct: never add
--   it over days.
-- column active_users_7d bigint: Distinct people with usage in the 7 days that end with the day. Never add it.
-- column active_users_28d bigint: The same over 28 days. Never add it.
-- column final_days_28d bigint: Days of those 28 whose figures are final: less than 28 means that the figures beside it are of
--   fewer days.
-- column stickiness double: active_users as a share of active_users_28d, 0 to 1; null when there are none. Never add or
--   average it.
-- column dt string: The day as YYYY-MM-DD.
WITH used AS (
  SELECT
    workspace_id,
    day,
    lead(day) OVER (PARTITION BY workspace_id, user_id ORDER BY day) AS next_day
  FROM (SELECT DISTINCT workspace_id, user_id, day FROM usage_user_day) AS user_days
),
-- A person counts from a day of use until the window after it ends, or until the next day of use, from which they count anew:
-- so a running sum of those who come and go is the exact number of distinct people in each window.
steps AS (
  SELECT workspace_id, day, 1 AS in_7d, 1 AS in_28d FROM used
  UNION ALL
  SELECT
    workspace_id,
    CASE WHEN next_day <= CAST(day + INTERVAL '7' DAY AS DATE) THEN next_day ELSE CAST(day + INTERVAL '7' DAY AS DATE) END,
    -1,
    0
  FROM used
  UNION ALL
  SELECT
    workspace_id,
    CASE WHEN next_day <= CAST(day + INTERVAL '28' DAY AS DATE) THEN next_day ELSE CAST(day + INTERVAL '28' DAY AS DATE) END,
    0,
    -1
  FROM used
),
by_day AS (
  SELECT workspace_id, day, 0 AS in_7d, 0 AS in_28d FROM usage_days
  UNION ALL
  SELECT workspace_id, day, in_7d, in_28d FROM steps
),
windows AS (
  SELECT
    workspace_id,
    day,
    sum(sum(in_7d)) OVER (PARTITION BY workspace_id ORDER BY day) AS active_users_7d,
    sum(sum(in_28d)) OVER (PARTITION BY workspace_id ORDER BY day) AS active_users_28d
  FROM by_day
  GROUP BY workspace_id, day
),
daily AS (
  SELECT workspace_id, day, count(DISTINCT user_id) AS active_users FROM usage_user_day GROUP BY workspace_id, day
),
days AS (
  SELECT
    usage_days.workspace_id,
    usage_days.day,
    usage_days.state,
    usage_days.dt,
    CASE WHEN usage_days.state = 'zero' THEN 0 ELSE daily.active_users END AS active_users,
    sum(CASE WHEN usage_days.is_final THEN 1 ELSE 0 END) OVER (
      PARTITION BY usage_days.workspace_id
      ORDER BY usage_days.day
      ROWS BETWEEN 27 PRECEDING AND CURRENT ROW
    ) AS final_days_28d
  FROM usage_days
  LEFT JOIN daily ON daily.workspace_id = usage_days.workspace_id AND daily.day = usage_days.day
)
SELECT
  days.workspace_id,
  days.day,
  days.state,
  days.active_users,
  CAST(windows.active_users_7d AS BIGINT) AS active_users_7d,
  CAST(windows.active_users_28d AS BIGINT) AS active_users_28d,
  CAST(days.final_days_28d AS BIGINT) AS final_days_28d,
  CAST(days.active_users AS DOUBLE) / NULLIF(windows.active_users_28d, 0) AS stickiness,
  days.dt
FROM days
JOIN windows ON windows.workspace_id = days.workspace_id AND windows.day = days.day
