-- Which days of usage are here, and whether they can be trusted: the days all figures about usage stand on.
-- grain: one row per workspace and UTC day, from the first day with figures
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: Of the figures by user: complete; pending (too young: figures still grow); zero (upstream says nothing
--   happened); or missing (not here, or not whole).
-- column is_final boolean: Whether the figures by user are not expected to change: state is complete or zero.
-- column totals_state string: The same of the workspace's totals; null when they are not read.
-- column totals_are_final boolean: Whether the totals are not expected to change.
-- column dt string: The day as YYYY-MM-DD, as tables are partitioned by.
WITH by_user AS (
  SELECT scope_id AS workspace_id, day, state, is_final, dt FROM covered_days WHERE source = 'usage'
),
totals AS (
  SELECT scope_id AS workspace_id, day, state, is_final FROM covered_days WHERE source = 'usage_workspace'
),
begun AS (
  SELECT scope_id AS workspace_id, min(day) AS first_day FROM coverage WHERE source = 'usage' AND rows > 0 GROUP BY scope_id
)
SELECT
  by_user.workspace_id,
  by_user.day,
  by_user.state,
  by_user.is_final,
  totals.state AS totals_state,
  COALESCE(totals.is_final, false) AS totals_are_final,
  by_user.dt
FROM by_user
JOIN begun ON begun.workspace_id = by_user.workspace_id AND by_user.day >= begun.first_day
LEFT JOIN totals ON totals.workspace_id = by_user.workspace_id AND totals.day = by_user.day
