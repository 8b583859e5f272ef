-- Who came, stayed and left: active, new, retained, returning and lost people by ISO week.
-- Grain: one row per workspace and ISO week.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  week_start,
  iso_week,
  final_days,
  is_final,
  active_users,
  new_users,
  retained_users,
  returning_users,
  lost_users
FROM adoption_week
