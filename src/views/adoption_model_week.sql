-- How the mix of models changes: people and credits by model, speed tier and week.
-- grain: one row per workspace, ISO week, model and speed with usage
-- column workspace_id string: ChatGPT workspace.
-- column week_start date: Monday of the ISO week, UTC.
-- column is_final boolean: Whether all days of the week are final.
-- column model string: Model; names upstream does not recognise are other.
-- column speed string: Speed tier, standard or fast; null when upstream gives none.
-- column active_users bigint: Distinct people with usage of it. Never add it over models or weeks: people use several.
-- column credits decimal: Credits consumed. May be added up; never with dollars.
-- column total_tokens bigint: Text tokens; null when unavailable. May be added up.
-- column share_of_credits double: Its share of the week's credits over all models, 0 to 1; null when there are none. Never average it.
WITH by_model AS (
  SELECT
    workspace_id,
    CAST(date_trunc('week', day) AS DATE) AS week_start,
    model,
    speed,
    count(DISTINCT user_id) AS active_users,
    CAST(sum(credits) AS DECIMAL(18,6)) AS credits,
    CAST(sum(total_tokens) AS BIGINT) AS total_tokens
  FROM usage_user_model_day
  GROUP BY workspace_id, CAST(date_trunc('week', day) AS DATE), model, speed
)
SELECT
  by_model.workspace_id,
  by_model.week_start,
  COALESCE(usage_weeks.is_final, false) AS is_final,
  by_model.model,
  by_model.speed,
  by_model.active_users,
  by_model.credits,
  by_model.total_tokens,
  CAST(by_model.credits AS DOUBLE) / NULLIF(
    CAST(sum(by_model.credits) OVER (PARTITION BY by_model.workspace_id, by_model.week_start) AS DOUBLE),
    0
  ) AS share_of_credits
FROM by_model
LEFT JOIN usage_weeks
  ON usage_weeks.workspace_id = by_model.workspace_id
  AND usage_weeks.week_start = by_model.week_start
