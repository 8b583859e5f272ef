-- Who came, stayed and left: active, new, retained, returning and lost people by calendar month.
-- grain: one row per workspace and calendar month
-- column workspace_id string: ChatGPT workspace.
-- column month_start date: First day of the month, UTC.
-- column month string: The month, as 2026-11.
-- column final_days bigint: Days of it whose figures are final.
-- column is_final boolean: Whether all of its days are final: only then is it comparable with others.
-- column active_users bigint: Distinct people with usage in it so far; null when none of its days is here. Never add it over
--   months. The sum of new, retained and returning users.
-- column new_users bigint: Of those, people the lake had not seen before; null in the lake's first month, when everyone is.
-- column retained_users bigint: Of those, people who were active the month before; null in the lake's first month.
-- column returning_users bigint: Of those, people who were active before, but not the month before; null in the lake's first month.
-- column lost_users bigint: People active the month before and not in this one; null until it is final.
WITH active AS (
  SELECT DISTINCT workspace_id, user_id, CAST(date_trunc('month', day) AS DATE) AS month_start FROM usage_user_day
),
moves AS (
  SELECT
    workspace_id,
    month_start,
    lag(month_start) OVER (PARTITION BY workspace_id, user_id ORDER BY month_start) AS previous,
    lead(month_start) OVER (PARTITION BY workspace_id, user_id ORDER BY month_start) AS following
  FROM active
),
came AS (
  SELECT
    workspace_id,
    month_start,
    count(*) AS active_users,
    count(*) FILTER (WHERE previous IS NULL) AS new_users,
    count(*) FILTER (WHERE previous = CAST(month_start - INTERVAL '1' MONTH AS DATE)) AS retained_users,
    count(*) FILTER (WHERE previous < CAST(month_start - INTERVAL '1' MONTH AS DATE)) AS returning_users,
    count(*) FILTER (
      WHERE following IS NULL OR following > CAST(month_start + INTERVAL '1' MONTH AS DATE)
    ) AS lost_after
  FROM moves
  GROUP BY workspace_id, month_start
),
judged AS (
  SELECT
    periods.workspace_id,
    periods.month_start,
    periods.month,
    periods.final_days,
    periods.is_final,
    periods.month_start = min(periods.month_start) OVER (PARTITION BY periods.workspace_id) AS is_first,
    CASE WHEN periods.days_here > 0 THEN COALESCE(came.active_users, 0) END AS active_users,
    CASE WHEN periods.days_here > 0 THEN COALESCE(came.new_users, 0) END AS new_users,
    CASE WHEN periods.days_here > 0 THEN COALESCE(came.retained_users, 0) END AS retained_users,
    CASE WHEN periods.days_here > 0 THEN COALESCE(came.returning_users, 0) END AS returning_users,
    COALESCE(before.lost_after, 0) AS lost_users
  FROM usage_months AS periods
  LEFT JOIN came ON came.workspace_id = periods.workspace_id AND came.month_start = periods.month_start
  LEFT JOIN came AS before
    ON before.workspace_id = periods.workspace_id
    AND before.month_start = CAST(periods.month_start - INTERVAL '1' MONTH AS DATE)
)
SELECT
  workspace_id,
  month_start,
  month,
  final_days,
  is_final,
  active_users,
  CASE WHEN NOT is_first THEN new_users END AS new_users,
  CASE WHEN NOT is_first THEN retained_users END AS retained_users,
  CASE WHEN NOT is_first THEN returning_users END AS returning_users,
  CASE WHEN NOT is_first AND is_final THEN lost_users END AS lost_users
FROM judged
