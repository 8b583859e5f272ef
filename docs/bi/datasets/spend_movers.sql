-- Whose spend moved most: each person's credits in the latest 7 final days against the 7 days before.
-- Grain: one row per workspace and user with usage in those 14 days.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  user_id,
  person,
  group_name,
  last_final_day,
  final_days,
  credits,
  previous_credits,
  change_credits,
  change_share,
  rank_up,
  rank_down
FROM spend_movers
