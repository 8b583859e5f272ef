-- What will this month cost?
-- look: The forecast takes final days as they are and reckons the rest at the mean of the last 28 days; unknown_days says how much of the month to date is not known yet.
SELECT month, final_days, unknown_days, credits, estimated_cost_usd, round(forecast_credits, 0) AS forecast_credits,
  round(forecast_estimated_cost_usd, 2) AS forecast_estimated_cost_usd
FROM spend_month
ORDER BY month DESC
LIMIT 3
