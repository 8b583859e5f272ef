-- How the mix of surfaces changes: people and turns by surface and week.
-- grain: one row per workspace, ISO week and surface with usage
-- column workspace_id string: ChatGPT workspace.
-- column week_start date: Monday of the ISO week, UTC.
-- column is_final boolean: Whether all days of the week are final.
-- column surface string: Surface, see dim_client.
-- column active_users bigint: Distinct people on it. Never add it over surfaces or weeks: people use several.
-- column turns bigint: Turns on it. May be added up.
-- column credits decimal: Credits consumed on it. May be added up; never with dollars.
-- column share_of_turns double: Its share of the week's turns over all surfaces, 0 to 1; null when there are none. Never average it.
WITH by_surface AS (
  SELECT
    usage.workspace_id,
    CAST(date_trunc('week', usage.day) AS DATE) AS week_start,
    COALESCE(known.surface, 'Unknown') AS surface,
    count(DISTINCT usage.user_id) AS active_users,
    CAST(sum(usage.turns) AS BIGINT) AS turns,
    CAST(sum(usage.credits) AS DECIMAL(18,6)) AS credits
  FROM usage_user_client_day AS usage
  LEFT JOIN dim_client_known AS known ON known.client_id = usage.client_id
  GROUP BY usage.workspace_id, CAST(date_trunc('week', usage.day) AS DATE), COALESCE(known.surface, 'Unknown')
)
SELECT
  by_surface.workspace_id,
  by_surface.week_start,
  COALESCE(usage_weeks.is_final, false) AS is_final,
  by_surface.surface,
  by_surface.active_users,
  by_surface.turns,
  by_surface.credits,
  CAST(by_surface.turns AS DOUBLE)
    / NULLIF(sum(by_surface.turns) OVER (PARTITION BY by_surface.workspace_id, by_surface.week_start), 0) AS share_of_turns
FROM by_surface
LEFT JOIN usage_weeks
  ON usage_weeks.workspace_id = by_surface.workspace_id
  AND usage_weeks.week_start = by_surface.week_start
