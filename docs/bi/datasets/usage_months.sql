-- Which calendar months of usage are whole: what figures by month stand on.
-- Grain: one row per workspace and calendar month with a day of usage_days.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  month_start,
  month,
  final_days,
  days_here,
  is_final
FROM usage_months
