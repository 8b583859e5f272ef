-- What people did with the comments of Codex on pull requests merged each day. Another population than review_day: never divide one by the other.
-- Grain: one row per workspace and UTC day.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  is_final,
  comments_merged,
  comments_engaged,
  comments_upvoted,
  comments_downvoted,
  comments_replied,
  dt
FROM review_response_day
