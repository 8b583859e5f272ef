-- Who came, stayed and left: active, new, retained, returning and lost people by ISO week.
-- grain: one row per workspace and ISO week
-- column workspace_id string: ChatGPT workspace.
-- column week_start date: Its Monday, UTC.
-- column iso_week string: The week, as 2026-W47.
-- column final_days bigint: Days of it whose figures are final.
-- column is_final boolean: Whether all of its days are final: only then is it comparable with others.
-- column active_users bigint: Distinct people with usage in it so far; null when none of its days is here. Never add it over
--   weeks. The sum of new, retained and returning users.
-- column new_users bigint: Of those, people the lake had not seen before; null in the lake's first week, when everyone is.
-- column retained_users bigint: Of those, people who were active the week before; null in the lake's first week.
-- column returning_users bigint: Of those, people who were active before, but not the week before; null in the lake's first week.
-- column lost_users bigint: People active the week before and not in this one; null until it is final.
WITH moves AS (
  SELECT
    workspace_id,
    week_start,
    lag(week_start) OVER (PARTITION BY workspace_id, user_id ORDER BY week_start) AS previous,
    lead(week_start) OVER (PARTITION BY workspace_id, user_id ORDER BY week_start) AS following
  FROM usage_user_week
),
came AS (
  SELECT
    workspace_id,
    week_start,
    count(*) AS active_users,
    count(*) FILTER (WHERE previous IS NULL) AS new_users,
    count(*) FILTER (WHERE previous = CAST(week_start - INTERVAL '7' DAY AS DATE)) AS retained_users,
    count(*) FILTER (WHERE previous < CAST(week_start - INTERVAL '7' DAY AS DATE)) AS returning_users,
    count(*) FILTER (
      WHERE following IS NULL OR following > CAST(week_start + INTERVAL '7' DAY AS DATE)
    ) AS lost_after
  FROM moves
  GROUP BY workspace_id, week_start
),
judged AS (
  SELECT
    periods.workspace_id,
    periods.week_start,
    periods.iso_week,
    periods.final_days,
    periods.is_final,
    periods.week_start = min(periods.week_start) OVER (PARTITION BY periods.workspace_id) AS is_first,
    CASE WHEN periods.days_here > 0 THEN COALESCE(came.active_users, 0) END AS active_users,
    CASE WHEN periods.days_here > 0 THEN COALESCE(came.new_users, 0) END AS new_users,
    CASE WHEN periods.days_here > 0 THEN COALESCE(came.retained_users, 0) END AS retained_users,
    CASE WHEN periods.days_here > 0 THEN COALESCE(came.returning_users, 0) END AS returning_users,
    COALESCE(before.lost_after, 0) AS lost_users
  FROM usage_weeks AS periods
  LEFT JOIN came ON came.workspace_id = periods.workspace_id AND came.week_start = periods.week_start
  LEFT JOIN came AS before
    ON before.workspace_id = periods.workspace_id
    AND before.week_start = CAST(periods.week_start - INTERVAL '7' DAY AS DATE)
)
SELECT
  workspace_id,
  week_start,
  iso_week,
  final_days,
  is_final,
  active_users,
  CASE WHEN NOT is_first THEN new_users END AS new_users,
  CASE WHEN NOT is_first THEN retained_users END AS retained_users,
  CASE WHEN NOT is_first THEN returning_users END AS returning_users,
  CASE WHEN NOT is_first AND is_final THEN lost_users END AS lost_users
FROM judged
