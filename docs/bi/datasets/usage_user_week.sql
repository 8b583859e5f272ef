-- Who used Codex in which week, and on which of its days: what figures about coming, staying and leaving start from.
-- Grain: one row per workspace, user and ISO week with usage; a week without a row is not a zero, see usage_weeks.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  user_id,
  week_start,
  user_email,
  first_day,
  last_day,
  days_used,
  weekdays
FROM usage_user_week
