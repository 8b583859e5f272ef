-- Which ISO weeks of usage are whole: what figures by week stand on.
-- Grain: one row per workspace and ISO week with a day of usage_days.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  week_start,
  iso_week,
  final_days,
  days_here,
  is_final
FROM usage_weeks
