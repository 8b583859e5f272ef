-- Which calendar months of usage are whole: what figures by month stand on.
-- grain: one row per workspace and calendar month with a day of usage_days
-- column workspace_id string: ChatGPT workspace.
-- column month_start date: First day of the month, UTC.
-- column month string: The month, as 2026-11.
-- column final_days bigint: Days of it whose figures are final.
-- column days_here bigint: Days of it that are not missing.
-- column is_final boolean: Whether all of its days are final: only then is it comparable with others.
WITH counted AS (
  SELECT
    usage_days.workspace_id,
    dim_date.month_start,
    dim_date.month,
    count(*) FILTER (WHERE usage_days.is_final) AS final_days,
    count(*) FILTER (WHERE usage_days.state <> 'missing') AS days_here
  FROM usage_days
  JOIN dim_date ON dim_date.day = usage_days.day
  GROUP BY usage_days.workspace_id, dim_date.month_start, dim_date.month
)
SELECT
  workspace_id,
  month_start,
  month,
  final_days,
  days_here,
  final_days = date_diff('day', month_start, CAST(month_start + INTERVAL '1' MONTH AS DATE)) AS is_final
FROM counted
