-- Which models people used: each user's day by model and speed tier.
-- grain: one row per workspace, UTC day, user, model and speed with usage; an absent row is not a zero
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day, see usage_days; while pending, figures still grow.
-- column user_id string: Upstream id of the user.
-- column person string: E-mail, or the user's id when there is none.
-- column group_name string: The user's group, see dim_user; null when none.
-- column model string: Model; names upstream does not recognise are other.
-- column speed string: Speed tier, standard or fast; null when upstream gives none.
-- column credits decimal: Credits consumed. May be added up; never with dollars.
-- column estimated_cost_usd decimal: Estimated price of those credits in US dollars; null when unavailable. May be added up; never
--   with cost_usd.
-- column cost_usd decimal: Use billed natively in US dollars; null when unavailable. May be added up.
-- column total_tokens bigint: Text tokens; null when unavailable. May be added up.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  usage.workspace_id,
  usage.day,
  usage_days.state,
  usage.user_id,
  COALESCE(dim_user.person, usage.user_id) AS person,
  dim_user.group_name,
  usage.model,
  usage.speed,
  usage.credits,
  usage.estimated_cost_usd,
  usage.cost_usd,
  usage.total_tokens,
  usage.dt
FROM usage_user_model_day AS usage
LEFT JOIN usage_days ON usage_days.workspace_id = usage.workspace_id AND usage_days.day = usage.day
LEFT JOIN dim_user ON dim_user.workspace_id = usage.workspace_id AND dim_user.user_id = usage.user_id
