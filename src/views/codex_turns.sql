-- What upstream says of each turn of Codex, from CODEX_TURN: tokens, and credits, dollars and an estimate apart.
-- grain: one row per turn; none unless the setting logTypes has CODEX_TURN
-- column event_id string: Upstream id of the event; join compliance_log, where log_type is CODEX_TURN, for the rest of it.
-- column event_time timestamp: When upstream says it was, UTC.
-- column day date: UTC day of that.
-- column workspace_id string: ChatGPT workspace.
-- column user_id string: User whose turn it is; null when upstream does not say.
-- column person string: E-mail, or the user's id when there is none.
-- column turn_id string: Turn; joins codex_log.
-- column session_id string: Session (thread); joins codex_log.
-- column client_id string: Surface as upstream names it; an open set, see dim_client.
-- column model string: Model.
-- column uncached_input_tokens bigint: Input tokens that were not read from cache. May be added up.
-- column cached_input_tokens bigint: Input tokens read from cache. May be added up.
-- column output_tokens bigint: Output tokens. May be added up.
-- column credits decimal: Credits; null where it is billed in dollars. May be added up; it is work that usage and costs_hour
--   count too, so it is in no view of spend, and must not be added to one.
-- column cost_usd decimal: US dollars, where it is billed in dollars; null elsewhere. May be added up; never with credits or
--   the estimate.
-- column estimated_cost_usd decimal: US dollars the credits are worth at the current rate: an estimate, not the bill. May be
--   added up; never with cost_usd.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  event_id,
  event_time,
  event_day AS day,
  principal_id AS workspace_id,
  user_id,
  COALESCE(user_email, user_id) AS person,
  turn_id,
  turn_session_id AS session_id,
  turn_client_id AS client_id,
  turn_model AS model,
  turn_uncached_input_tokens AS uncached_input_tokens,
  turn_cached_input_tokens AS cached_input_tokens,
  turn_output_tokens AS output_tokens,
  turn_credits AS credits,
  turn_cost_usd AS cost_usd,
  turn_estimated_cost_usd AS estimated_cost_usd,
  dt
FROM compliance_log
WHERE log_type = 'CODEX_TURN'
