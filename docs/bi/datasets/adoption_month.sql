-- Who came, stayed and left: active, new, retained, returning and lost people by calendar month.
-- Grain: one row per workspace and calendar month.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  month_start,
  month,
  final_days,
  is_final,
  active_users,
  new_users,
  retained_users,
  returning_users,
  lost_users
FROM adoption_month
