-- Which ISO weeks of usage are whole: what figures by week stand on.
-- grain: one row per workspace and ISO week with a day of usage_days
-- column workspace_id string: ChatGPT workspace.
-- column week_start date: Its Monday, UTC.
-- column iso_week string: The week, as 2026-W47.
-- column final_days bigint: Days of it whose figures are final.
-- column days_here bigint: Days of it that are not missing.
-- column is_final boolean: Whether all seven of its days are final: only then is it comparable with others.
SELECT
  usage_days.workspace_id,
  dim_date.week_start,
  dim_date.iso_week,
  count(*) FILTER (WHERE usage_days.is_final) AS final_days,
  count(*) FILTER (WHERE usage_days.state <> 'missing') AS days_here,
  count(*) FILTER (WHERE usage_days.is_final) = 7 AS is_final
FROM usage_days
JOIN dim_date ON dim_date.day = usage_days.day
GROUP BY usage_days.workspace_id, dim_date.week_start, dim_date.iso_week
