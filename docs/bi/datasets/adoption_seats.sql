-- Are seats used: accounts against people with usage in the 28 days that end with the latest final day.
-- Grain: one row per workspace and group; people without a group are in the group null.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  group_name,
  last_final_day,
  seats,
  active_seats_7d,
  active_seats_28d,
  never_used,
  active_share_28d,
  users_without_seat
FROM adoption_seats
