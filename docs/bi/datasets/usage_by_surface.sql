-- Where people used Codex: each user's day by client and surface.
-- Grain: one row per workspace, UTC day, user and client with usage; an absent row is not a zero.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  user_id,
  person,
  group_name,
  client_id,
  client,
  surface,
  threads,
  turns,
  credits,
  estimated_cost_usd,
  cost_usd,
  dt
FROM usage_by_surface
