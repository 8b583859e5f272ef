-- What a month costs: to date, at what rate, and where it is heading, from the workspace's totals.
-- grain: one row per workspace and calendar month
-- column workspace_id string: ChatGPT workspace.
-- column month string: Calendar month, UTC, as 2026-11.
-- column days_in_month bigint: Days of the month.
-- column final_days bigint: Days of it whose totals are final.
-- column unknown_days bigint: Days that are over or under way and not final: before the lake began, pending or missing.
-- column is_final boolean: Whether all days are final.
-- column credits decimal: Credits of its final days: the month to date. May be added up; never with dollars.
-- column estimated_cost_usd decimal: Estimated price of those credits in US dollars; null when unavailable. May be added up; never
--   with cost_usd.
-- column cost_usd decimal: Use billed natively in US dollars on those days; null when unavailable. May be added up.
-- column credits_per_day double: Run rate: credits of a final day of the month on average; null without one.
-- column forecast_credits double: Credits of the whole month: its final days as they are, each other day as forecast_method says.
--   Equal to credits once the month is final; null without a final day to reckon from.
-- column forecast_estimated_cost_usd double: The same of estimated_cost_usd; null when unavailable.
-- column forecast_method string: How the days that are not final are reckoned.
WITH days AS (
  SELECT
    usage_as_of.workspace_id,
    dim_date.day,
    dim_date.month,
    dim_date.is_workday,
    usage_days.totals_are_final AND (usage_days.totals_state = 'zero' OR totals.credits IS NOT NULL) AS is_final,
    CASE WHEN usage_days.totals_state = 'zero' THEN CAST(0 AS DECIMAL(18,6)) ELSE totals.credits END AS credits,
    totals.estimated_cost_usd,
    totals.cost_usd,
    usage_as_of.last_final_day,
    as_of.as_of_day
  FROM usage_as_of
  CROSS JOIN as_of
  JOIN dim_date
    ON dim_date.month_start >= CAST(date_trunc('month', usage_as_of.first_day) AS DATE)
    AND dim_date.month_start <= as_of.as_of_day
  LEFT JOIN usage_days ON usage_days.workspace_id = usage_as_of.workspace_id AND usage_days.day = dim_date.day
  LEFT JOIN usage_workspace_day AS totals
    ON totals.workspace_id = usage_days.workspace_id
    AND totals.day = usage_days.day
    AND totals.dt = usage_days.dt
),
-- What a workday and a day off cost on average, over the last 28 days before the latest final one.
rates AS (
  SELECT
    workspace_id,
    is_workday,
    avg(CAST(credits AS DOUBLE)) AS credits,
    avg(CAST(COALESCE(estimated_cost_usd, 0) AS DOUBLE)) AS estimated_cost_usd
  FROM days
  WHERE is_final AND day > CAST(last_final_day - INTERVAL '28' DAY AS DATE)
  GROUP BY workspace_id, is_workday
),
reckoned AS (
  SELECT
    days.workspace_id,
    days.month,
    count(*) AS days_in_month,
    count(*) FILTER (WHERE days.is_final) AS final_days,
    count(*) FILTER (WHERE NOT COALESCE(days.is_final, false) AND days.day <= days.as_of_day) AS unknown_days,
    CAST(sum(days.credits) FILTER (WHERE days.is_final) AS DECIMAL(18,6)) AS credits,
    CAST(sum(days.estimated_cost_usd) FILTER (WHERE days.is_final) AS DECIMAL(18,6)) AS estimated_cost_usd,
    CAST(sum(days.cost_usd) FILTER (WHERE days.is_final) AS DECIMAL(18,6)) AS cost_usd,
    sum(CASE WHEN days.is_final THEN 0 ELSE rates.credits END) AS credits_to_come,
    sum(CASE WHEN days.is_final THEN 0 ELSE rates.estimated_cost_usd END) AS estimated_cost_usd_to_come
  FROM days
  LEFT JOIN rates ON rates.workspace_id = days.workspace_id AND rates.is_workday = days.is_workday
  GROUP BY days.workspace_id, days.month
)
SELECT
  workspace_id,
  month,
  days_in_month,
  final_days,
  unknown_days,
  final_days = days_in_month AS is_final,
  credits,
  estimated_cost_usd,
  cost_usd,
  CAST(credits AS DOUBLE) / NULLIF(final_days, 0) AS credits_per_day,
  COALESCE(CAST(credits AS DOUBLE), 0) + credits_to_come AS forecast_credits,
  CAST(estimated_cost_usd AS DOUBLE) + estimated_cost_usd_to_come AS forecast_estimated_cost_usd,
  'days not final at the mean of the last 28 days, workdays and days off apart' AS forecast_method
FROM reckoned
