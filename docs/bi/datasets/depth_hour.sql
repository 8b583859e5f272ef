-- When people work with it: prompts by day and hour, for a heat map.
-- Grain: one row per workspace, UTC day and hour with prompts.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  iso_weekday,
  hour,
  prompts,
  users,
  dt
FROM depth_hour
