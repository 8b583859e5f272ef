-- What it costs by group and month, in credits and in estimated dollars.
-- Grain: one row per workspace, calendar month and group with usage.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  month,
  is_final,
  group_name,
  active_users,
  credits,
  estimated_cost_usd,
  cost_usd
FROM spend_group_month
