-- Who uses it heavily and who lightly: each person's use over the 28 days that end with the latest final day.
-- Grain: one row per workspace and user with usage in those days.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  user_id,
  person,
  group_name,
  last_final_day,
  days_used,
  threads,
  turns,
  turns_per_thread,
  credits,
  lines_added,
  lines_committed,
  credits_rank,
  turns_position,
  segment
FROM depth_user_28d
