-- How the mix of models changes: people and credits by model, speed tier and week.
-- Grain: one row per workspace, ISO week, model and speed with usage.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  week_start,
  is_final,
  model,
  speed,
  active_users,
  credits,
  total_tokens,
  share_of_credits
FROM adoption_model_week
