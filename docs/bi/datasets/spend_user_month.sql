-- What it costs by user and month, in credits and in estimated dollars.
-- Grain: one row per workspace, calendar month and user with usage.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  month,
  is_final,
  user_id,
  person,
  group_name,
  days_used,
  credits,
  estimated_cost_usd,
  cost_usd
FROM spend_user_month
