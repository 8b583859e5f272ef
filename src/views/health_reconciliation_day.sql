-- Do the figures agree: credits of users against the workspace's total, its models and clients, and what COSTS bills for Codex.
-- grain: one row per workspace and UTC day
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the figures by user; while pending, nothing is compared.
-- column users_credits decimal: Sum over users; null when missing or not read yet, 0 on a zero day. May be added up.
-- column workspace_credits decimal: Total of the workspace as upstream says it; null as users_credits. May be added up.
-- column clients_credits decimal: Sum over users and clients; upstream may leave clients out. May be added up.
-- column models_credits decimal: Sum over users and models; upstream may leave models out. May be added up.
-- column costs_credits decimal: Credits the COSTS log books to users of the workspace for products whose name has codex in it; null
--   without. May be added up; never with the others, which are the same work.
-- column users_difference decimal: The users_credits less workspace_credits. May be added up.
-- column costs_difference decimal: The costs_credits less workspace_credits. May be added up.
-- column explanation string: What the differences mean, in words.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less, and on day too, as COSTS is kept by other days.
-- column workspace_cost_usd decimal: US dollars billed natively, as upstream totals them; null when unavailable, 0 on a zero day. May
--   be added up; never with credits.
-- column costs_cost_usd decimal: US dollars the COSTS log books to users of the workspace for those products; null without. May be added
--   up; never with workspace_cost_usd, which is the same work.
-- column cost_usd_difference decimal: The costs_cost_usd less workspace_cost_usd, null when both are; a side without dollars counts as 0.
--   May be added up.
WITH by_user AS (
  SELECT workspace_id, day, dt, CAST(sum(credits) AS DECIMAL(18,6)) AS credits
  FROM usage_user_figures
  GROUP BY workspace_id, day, dt
),
by_client AS (
  SELECT workspace_id, day, dt, CAST(sum(credits) AS DECIMAL(18,6)) AS credits
  FROM usage_user_client_day
  GROUP BY workspace_id, day, dt
),
by_model AS (
  SELECT workspace_id, day, dt, CAST(sum(credits) AS DECIMAL(18,6)) AS credits
  FROM usage_user_model_day
  GROUP BY workspace_id, day, dt
),
people AS (
  SELECT workspace_id, user_id FROM users
  UNION
  SELECT workspace_id, user_id FROM usage_user_week
),
billed AS (
  SELECT
    people.workspace_id,
    costs.cost_day,
    CAST(sum(costs.cost_credits) AS DECIMAL(18,6)) AS credits,
    CAST(sum(costs.cost_usd) AS DECIMAL(18,6)) AS cost_usd
  FROM costs_hour AS costs
  JOIN people ON people.user_id = costs.payer_user_id
  WHERE lower(costs.product) LIKE '%codex%'
  GROUP BY people.workspace_id, costs.cost_day
),
compared AS (
  SELECT
    usage_days.workspace_id,
    usage_days.day,
    usage_days.state,
    usage_days.is_final AND usage_days.totals_are_final AS is_final,
    CASE WHEN usage_days.state = 'zero' THEN CAST(0 AS DECIMAL(18,6)) ELSE by_user.credits END AS users_credits,
    CASE WHEN usage_days.totals_state = 'zero' THEN CAST(0 AS DECIMAL(18,6)) ELSE totals.credits END AS workspace_credits,
    by_client.credits AS clients_credits,
    by_model.credits AS models_credits,
    billed.credits AS costs_credits,
    CASE WHEN usage_days.totals_state = 'zero' THEN CAST(0 AS DECIMAL(18,6)) ELSE totals.cost_usd END AS workspace_cost_usd,
    billed.cost_usd AS costs_cost_usd,
    usage_days.dt
  FROM usage_days
  LEFT JOIN usage_workspace_day AS totals
    ON totals.workspace_id = usage_days.workspace_id
    AND totals.day = usage_days.day
    AND totals.dt = usage_days.dt
  LEFT JOIN by_user
    ON by_user.workspace_id = usage_days.workspace_id
    AND by_user.day = usage_days.day
    AND by_user.dt = usage_days.dt
  LEFT JOIN by_client
    ON by_client.workspace_id = usage_days.workspace_id
    AND by_client.day = usage_days.day
    AND by_client.dt = usage_days.dt
  LEFT JOIN by_model
    ON by_model.workspace_id = usage_days.workspace_id
    AND by_model.day = usage_days.day
    AND by_model.dt = usage_days.dt
  LEFT JOIN billed ON billed.workspace_id = usage_days.workspace_id AND billed.cost_day = usage_days.day
)
SELECT
  workspace_id,
  day,
  state,
  users_credits,
  workspace_credits,
  clients_credits,
  models_credits,
  costs_credits,
  CAST(users_credits - workspace_credits AS DECIMAL(18,6)) AS users_difference,
  CAST(costs_credits - workspace_credits AS DECIMAL(18,6)) AS costs_difference,
  CASE
    WHEN NOT is_final THEN 'not compared: a side is pending or missing'
    WHEN users_credits IS NULL OR workspace_credits IS NULL THEN 'not compared: a side has no figure'
    WHEN abs(users_credits - workspace_credits) > 0.01
      THEN 'users and total differ: upstream does not promise that they agree; both stand as said'
    WHEN costs_credits IS NULL AND costs_cost_usd IS NULL THEN 'users and total agree; COSTS has nothing of the day: another organization, or beyond its 30 days'
    WHEN abs(COALESCE(costs_credits, 0) - workspace_credits) > 0.01
      OR abs(COALESCE(costs_cost_usd, 0) - COALESCE(workspace_cost_usd, 0)) > 0.01
      THEN 'users and total agree; COSTS differs: it bills by the hour, rounds by item, and knows only users of this directory'
    ELSE 'all agree'
  END AS explanation,
  dt,
  workspace_cost_usd,
  costs_cost_usd,
  CASE
    WHEN workspace_cost_usd IS NOT NULL OR costs_cost_usd IS NOT NULL
      THEN CAST(COALESCE(costs_cost_usd, CAST(0 AS DECIMAL(18,6))) - COALESCE(workspace_cost_usd, CAST(0 AS DECIMAL(18,6))) AS DECIMAL(18,6))
  END AS cost_usd_difference
FROM compared
