-- What upstream says of each turn of Codex, from CODEX_TURN: tokens, and credits, dollars and an estimate apart.
-- Grain: one row per turn; none unless the setting logTypes has CODEX_TURN.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  event_id,
  event_time,
  day,
  workspace_id,
  user_id,
  person,
  turn_id,
  session_id,
  client_id,
  model,
  uncached_input_tokens,
  cached_input_tokens,
  output_tokens,
  credits,
  cost_usd,
  estimated_cost_usd,
  dt
FROM codex_turns
