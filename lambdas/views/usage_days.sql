-- Which days of usage are there, and whether they can be trusted: the days all figures about usage stand on.
-- grain: one row per workspace and UTC day, from the first day with figures
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: complete; pending (too young: figures still grow); zero (upstream says nothing happened); or missing
--   (not here, or not whole).
-- column is_final boolean: Whether the figures are not expected to change: state is complete or zero.
-- column dt string: The day as YYYY-MM-DD, as tables are partitioned by.
WITH days AS (
  SELECT scope_id AS workspace_id, day, state FROM coverage WHERE source = 'usage'
),
begun AS (
  SELECT workspace_id, min(day) AS first_day FROM usage_user_day GROUP BY workspace_id
)
SELECT
  days.workspace_id,
  days.day,
  days.state,
  days.state IN ('complete', 'zero') AS is_final,
  CAST(days.day AS VARCHAR) AS dt
FROM days
JOIN begun ON begun.workspace_id = days.workspace_id AND days.day >= begun.first_day
