-- What it costs by model and month, in credits and in estimated dollars.
-- Grain: one row per workspace, calendar month, model and speed with usage.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  month,
  is_final,
  model,
  speed,
  active_users,
  credits,
  estimated_cost_usd,
  cost_usd
FROM spend_model_month
