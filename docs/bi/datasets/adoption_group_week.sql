-- Which groups use it: people, turns and credits by group and week.
-- Grain: one row per workspace, ISO week and group with usage; people without a group are in the group null.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  week_start,
  is_final,
  group_name,
  active_users,
  seats,
  turns,
  credits,
  lines_added
FROM adoption_group_week
