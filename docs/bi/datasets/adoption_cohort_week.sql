-- Do people stay: of those first seen in a week, how many are active in each week after.
-- Grain: one row per workspace, week of first use and week since, up to the latest week that is over.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  cohort_week,
  is_first_week,
  weeks_since,
  week_start,
  cohort_users,
  active_users,
  retention
FROM adoption_cohort_week
