-- Which models people used: each user's day by model and speed tier.
-- Grain: one row per workspace, UTC day, user, model and speed with usage; an absent row is not a zero.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  user_id,
  person,
  group_name,
  model,
  speed,
  credits,
  estimated_cost_usd,
  cost_usd,
  total_tokens,
  dt
FROM usage_by_model
