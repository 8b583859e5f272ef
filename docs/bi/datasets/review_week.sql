-- How much Codex reviews and how severe its comments are, by week.
-- Grain: one row per workspace and ISO week.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  week_start,
  final_days,
  reviews,
  comments,
  comments_per_review,
  p0_share,
  p1_share,
  p2_share
FROM review_week
