-- How many people use Codex: each day, and over the 7 and 28 days that end with it.
-- Grain: one row per workspace and UTC day.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  active_users,
  active_users_7d,
  active_users_28d,
  final_days_28d,
  stickiness,
  dt
FROM adoption_day
