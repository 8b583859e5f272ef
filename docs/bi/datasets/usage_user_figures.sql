-- What each user's day comes to, by user id alone: the figures that questions about people start from, narrow enough to be kept at hand. With names, groups and the state of the day: usage_by_user.
-- Grain: one row per workspace, UTC day and user with usage; a day without a row is not a zero, see usage_days.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  user_id,
  user_email,
  threads,
  turns,
  credits,
  estimated_cost_usd,
  cost_usd,
  total_tokens,
  lines_added,
  lines_committed,
  total_committed_lines,
  dt
FROM usage_user_figures
