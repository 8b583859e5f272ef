-- Does code review help: how often people engage with comments of Codex on pull requests merged in a week.
-- grain: one row per workspace and ISO week
-- column workspace_id string: ChatGPT workspace.
-- column week_start date: Monday of the ISO week the pull requests were merged in, UTC.
-- column final_days bigint: Days of it whose figures are final: 7 in a week that compares with others.
-- column comments_merged bigint: Comments of Codex on pull requests merged in it: the base of every rate here; null when nothing of
--   the week is here. May be added up.
-- column engaged_rate double: Comments with a reaction or reply as a share of comments_merged, 0 to 1; null without comments. Never
--   average it: divide sums.
-- column upvoted_rate double: Comments with a +1 as a share of comments_merged; null without. Never average it.
-- column downvoted_rate double: Comments with a -1 as a share of comments_merged; null without. Never average it.
-- column replied_rate double: Comments with a reply as a share of comments_merged; null without. Never average it.
SELECT
  workspace_id,
  CAST(date_trunc('week', day) AS DATE) AS week_start,
  count(*) FILTER (WHERE is_final) AS final_days,
  CAST(sum(comments_merged) AS BIGINT) AS comments_merged,
  CAST(sum(comments_engaged) AS DOUBLE) / NULLIF(sum(comments_merged), 0) AS engaged_rate,
  CAST(sum(comments_upvoted) AS DOUBLE) / NULLIF(sum(comments_merged), 0) AS upvoted_rate,
  CAST(sum(comments_downvoted) AS DOUBLE) / NULLIF(sum(comments_merged), 0) AS downvoted_rate,
  CAST(sum(comments_replied) AS DOUBLE) / NULLIF(sum(comments_merged), 0) AS replied_rate
FROM review_response_day
GROUP BY workspace_id, CAST(date_trunc('week', day) AS DATE)
