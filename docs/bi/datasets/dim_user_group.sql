-- Which groups people belong to, for chargeback: as the COSTS log names them, the only place upstream tells groups.
-- Grain: one row per user and group.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  user_id,
  group_name,
  first_day,
  last_day,
  is_current
FROM dim_user_group
