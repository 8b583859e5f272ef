-- Everyone who has a seat or used Codex: who they are, and when they were first and last seen.
-- Grain: one row per workspace and user.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  user_id,
  person,
  user_email,
  user_name,
  group_name,
  role,
  status,
  has_seat,
  joined_at,
  first_listed_day,
  last_listed_day,
  first_used_day,
  last_used_day,
  days_used
FROM dim_user
