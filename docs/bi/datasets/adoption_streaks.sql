-- Whose habit it is: how many workdays in a row people used Codex.
-- Grain: one row per workspace and user who used it on a workday.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  user_id,
  person,
  group_name,
  current_streak,
  longest_streak,
  workdays_used
FROM adoption_streaks
