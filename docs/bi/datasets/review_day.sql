-- What Codex reviews each day: reviews it held and comments it made, by severity.
-- Grain: one row per workspace and UTC day.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  is_final,
  reviews,
  comments,
  comments_p0,
  comments_p1,
  comments_p2,
  dt
FROM review_day
