-- Do people stay: of those first seen in a week, how many are active in each week after.
-- grain: one row per workspace, week of first use and week since, up to the latest week that is over
-- column workspace_id string: ChatGPT workspace.
-- column cohort_week date: Monday of the ISO week the people were first seen in. The lake's first week holds everyone who was
--   there before, too: leave it out when you compare.
-- column is_first_week boolean: Whether it is that first week of the lake.
-- column weeks_since bigint: Weeks since then, from 0.
-- column week_start date: Monday of the week looked at.
-- column cohort_users bigint: People of the cohort: the base of the share. Not to be added over weeks.
-- column active_users bigint: Of those, people active in the week; null when one of its days is not final. Not to be added over
--   weeks.
-- column retention double: The active_users as a share of cohort_users, 0 to 1; null with them. Never average it: divide sums.
WITH cohorts AS (
  SELECT workspace_id, user_id, min(week_start) AS cohort_week FROM usage_user_week GROUP BY workspace_id, user_id
),
sizes AS (
  SELECT workspace_id, cohort_week, count(*) AS cohort_users FROM cohorts GROUP BY workspace_id, cohort_week
),
counted AS (
  SELECT cohorts.workspace_id, cohorts.cohort_week, active.week_start, count(*) AS active_users
  FROM cohorts
  JOIN usage_user_week AS active ON active.workspace_id = cohorts.workspace_id AND active.user_id = cohorts.user_id
  GROUP BY cohorts.workspace_id, cohorts.cohort_week, active.week_start
),
weeks AS (
  SELECT workspace_id, week_start, is_final, min(week_start) OVER (PARTITION BY workspace_id) AS first_week
  FROM usage_weeks
),
grid AS (
  SELECT
    sizes.workspace_id,
    sizes.cohort_week,
    sizes.cohort_week = weeks.first_week AS is_first_week,
    date_diff('day', sizes.cohort_week, weeks.week_start) AS days_since,
    weeks.week_start,
    sizes.cohort_users,
    CASE WHEN weeks.is_final OR weeks.week_start = weeks.first_week THEN COALESCE(counted.active_users, 0) END
      AS active_users
  FROM sizes
  JOIN usage_as_of ON usage_as_of.workspace_id = sizes.workspace_id
  JOIN weeks
    ON weeks.workspace_id = sizes.workspace_id
    AND weeks.week_start BETWEEN sizes.cohort_week AND usage_as_of.last_final_week
  LEFT JOIN counted
    ON counted.workspace_id = sizes.workspace_id
    AND counted.cohort_week = sizes.cohort_week
    AND counted.week_start = weeks.week_start
)
SELECT
  workspace_id,
  cohort_week,
  is_first_week,
  CAST(round(CAST(days_since AS DOUBLE) / 7.0) AS BIGINT) AS weeks_since,
  week_start,
  cohort_users,
  active_users,
  CAST(active_users AS DOUBLE) / NULLIF(cohort_users, 0) AS retention
FROM grid
