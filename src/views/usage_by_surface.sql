-- Where people used Codex: each user's day by client and surface.
-- grain: one row per workspace, UTC day, user and client with usage; an absent row is not a zero
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day, see usage_days; while pending, figures still grow.
-- column user_id string: Upstream id of the user.
-- column person string: E-mail, or the user's id when there is none.
-- column group_name string: The user's group, see dim_user; null when none.
-- column client_id string: Client as upstream names it.
-- column client string: Name of the client for people.
-- column surface string: Surface of the client, see dim_client; Unknown when nobody has sorted it yet.
-- column threads bigint: Threads with activity. Not a distinct count once added.
-- column turns bigint: Turns. May be added up; need not give the total of the user.
-- column credits decimal: Credits consumed. May be added up; never with dollars.
-- column estimated_cost_usd decimal: Estimated price of those credits in US dollars; null when unavailable. May be added up; never
--   with cost_usd.
-- column cost_usd decimal: Use billed natively in US dollars; null when unavailable. May be added up.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  usage.workspace_id,
  usage.day,
  usage_days.state,
  usage.user_id,
  COALESCE(dim_user.person, usage.user_id) AS person,
  dim_user.group_name,
  usage.client_id,
  COALESCE(known.client, usage.client_id) AS client,
  COALESCE(known.surface, 'Unknown') AS surface,
  usage.threads,
  usage.turns,
  usage.credits,
  usage.estimated_cost_usd,
  usage.cost_usd,
  usage.dt
FROM usage_user_client_day AS usage
LEFT JOIN dim_client_known AS known ON known.client_id = usage.client_id
LEFT JOIN usage_days ON usage_days.workspace_id = usage.workspace_id AND usage_days.day = usage.day
LEFT JOIN dim_user ON dim_user.workspace_id = usage.workspace_id AND dim_user.user_id = usage.user_id
