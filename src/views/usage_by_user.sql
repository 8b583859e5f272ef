-- Who used Codex on which day, with their group: the facts most questions about people start from.
-- grain: one row per workspace, UTC day and user with usage; a day without a row is not a zero, see usage_days
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day, see usage_days; while pending, figures still grow.
-- column user_id string: Upstream id of the user.
-- column person string: E-mail, or the user's id when there is none.
-- column group_name string: The user's group, see dim_user; null when none.
-- column threads bigint: Threads with activity. Not a distinct count once added over users or days.
-- column turns bigint: Turns. May be added up.
-- column credits decimal: Credits consumed. May be added up; never with dollars.
-- column estimated_cost_usd decimal: Estimated price of those credits in US dollars, not the invoice; null when unavailable. May
--   be added up; never with cost_usd.
-- column cost_usd decimal: Use billed natively in US dollars, apart from credits; null when unavailable. May be added up.
-- column total_tokens bigint: Text tokens; null when unavailable. May be added up.
-- column lines_added bigint: Accepted lines added by local clients; null when unavailable. May be added up.
-- column lines_committed bigint: Committed added lines attributed to Codex; null when unavailable. May be added up.
-- column total_committed_lines bigint: All committed added lines, the base of the share; null when unavailable. May be added up.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  usage.workspace_id,
  usage.day,
  usage_days.state,
  usage.user_id,
  COALESCE(dim_user.person, usage.user_id) AS person,
  dim_user.group_name,
  usage.threads,
  usage.turns,
  usage.credits,
  usage.estimated_cost_usd,
  usage.cost_usd,
  usage.total_tokens,
  usage.lines_added,
  usage.lines_committed,
  usage.total_committed_lines,
  usage.dt
FROM usage_user_figures AS usage
LEFT JOIN usage_days ON usage_days.workspace_id = usage.workspace_id AND usage_days.day = usage.day
LEFT JOIN dim_user ON dim_user.workspace_id = usage.workspace_id AND dim_user.user_id = usage.user_id
