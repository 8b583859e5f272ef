-- The calendar, UTC: weekday, ISO week, month, quarter.
-- Grain: one row per day from 2025 to 2034.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  day,
  iso_weekday,
  weekday,
  is_weekend,
  holiday,
  is_workday,
  week_start,
  iso_week,
  month_start,
  month,
  quarter,
  year
FROM dim_date
