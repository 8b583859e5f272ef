-- What a month costs: to date, at what rate, and where it is heading, from the workspace's totals.
-- Grain: one row per workspace and calendar month.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  month,
  days_in_month,
  final_days,
  unknown_days,
  is_final,
  credits,
  estimated_cost_usd,
  cost_usd,
  credits_per_day,
  forecast_credits,
  forecast_estimated_cost_usd,
  forecast_method
FROM spend_month
