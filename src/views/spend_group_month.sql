-- What it costs by group and month, in credits and in estimated dollars.
-- grain: one row per workspace, calendar month and group with usage
-- column workspace_id string: ChatGPT workspace.
-- column month string: Calendar month, UTC, as 2026-11.
-- column is_final boolean: Whether all days of the month are final; else figures are so far.
-- column group_name string: Group of each person now, see dim_user; null for people without.
-- column active_users bigint: Distinct people with usage. May be added over groups, as each person is in one.
-- column credits decimal: Credits consumed. May be added up; never with dollars.
-- column estimated_cost_usd decimal: Estimated price of those credits in US dollars, not the invoice; null when unavailable. May be
--   added up; never with cost_usd.
-- column cost_usd decimal: Use billed natively in US dollars, apart from credits; null when unavailable. May be added up.
SELECT
  usage.workspace_id,
  dim_date.month,
  COALESCE(usage_months.is_final, false) AS is_final,
  usage.group_name,
  count(DISTINCT usage.user_id) AS active_users,
  CAST(sum(usage.credits) AS DECIMAL(18,6)) AS credits,
  CAST(sum(usage.estimated_cost_usd) AS DECIMAL(18,6)) AS estimated_cost_usd,
  CAST(sum(usage.cost_usd) AS DECIMAL(18,6)) AS cost_usd
FROM usage_by_user AS usage
JOIN dim_date ON dim_date.day = usage.day
LEFT JOIN usage_months
  ON usage_months.workspace_id = usage.workspace_id
  AND usage_months.month = dim_date.month
GROUP BY
  usage.workspace_id,
  dim_date.month,
  COALESCE(usage_months.is_final, false),
  usage.group_name
