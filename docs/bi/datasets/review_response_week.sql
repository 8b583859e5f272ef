-- Does code review help: how often people engage with comments of Codex on pull requests merged in a week.
-- Grain: one row per workspace and ISO week.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  week_start,
  final_days,
  comments_merged,
  engaged_rate,
  upvoted_rate,
  downvoted_rate,
  replied_rate
FROM review_response_week
