-- Do people who try it stay?
-- look: Read along a row: a curve that flattens means a habit. The lake's first week holds everyone who was there before.
SELECT cohort_week, is_first_week, max(cohort_users) AS cohort_users,
  round(max(retention) FILTER (WHERE weeks_since = 1), 2) AS week_1,
  round(max(retention) FILTER (WHERE weeks_since = 2), 2) AS week_2,
  round(max(retention) FILTER (WHERE weeks_since = 4), 2) AS week_4,
  round(max(retention) FILTER (WHERE weeks_since = 8), 2) AS week_8
FROM adoption_cohort_week
GROUP BY workspace_id, cohort_week, is_first_week
ORDER BY cohort_week
