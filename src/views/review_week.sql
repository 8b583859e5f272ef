-- How much Codex reviews and how severe its comments are, by week.
-- grain: one row per workspace and ISO week
-- column workspace_id string: ChatGPT workspace.
-- column week_start date: Monday of the ISO week, UTC.
-- column final_days bigint: Days of it whose figures are final: 7 in a week that compares with others.
-- column reviews bigint: Reviews held so far; null when nothing of the week is here. May be added up.
-- column comments bigint: Comments made so far; null as reviews. May be added up.
-- column comments_per_review double: The comments by reviews; null without reviews. Never average it: divide sums.
-- column p0_share double: Comments of severity P0 as a share of comments, 0 to 1; null without. Never average it.
-- column p1_share double: Comments of severity P1 as a share of comments, 0 to 1; null without. Never average it.
-- column p2_share double: Comments of severity P2 as a share of comments, 0 to 1; null without. Never average it.
SELECT
  workspace_id,
  CAST(date_trunc('week', day) AS DATE) AS week_start,
  count(*) FILTER (WHERE is_final) AS final_days,
  CAST(sum(reviews) AS BIGINT) AS reviews,
  CAST(sum(comments) AS BIGINT) AS comments,
  CAST(sum(comments) AS DOUBLE) / NULLIF(sum(reviews), 0) AS comments_per_review,
  CAST(sum(comments_p0) AS DOUBLE) / NULLIF(sum(comments), 0) AS p0_share,
  CAST(sum(comments_p1) AS DOUBLE) / NULLIF(sum(comments), 0) AS p1_share,
  CAST(sum(comments_p2) AS DOUBLE) / NULLIF(sum(comments), 0) AS p2_share
FROM review_day
GROUP BY workspace_id, CAST(date_trunc('week', day) AS DATE)
