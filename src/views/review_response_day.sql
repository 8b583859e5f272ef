-- What people did with the comments of Codex on pull requests merged each day. Another population than review_day: never divide
--   one by the other.
-- grain: one row per workspace and UTC day
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day the pull requests were merged.
-- column state string: State of the day: complete, pending, zero or missing; while pending, reactions still arrive.
-- column is_final boolean: Whether the figures are not expected to change.
-- column comments_merged bigint: Comments of Codex on pull requests merged that day: the base of all rates; null when missing or
--   not read yet, 0 on a zero day. May be added up.
-- column comments_engaged bigint: Of those, comments with a reaction or a reply. May be added up.
-- column comments_upvoted bigint: Of those, comments with at least one +1. May be added up.
-- column comments_downvoted bigint: Of those, comments with at least one -1. May be added up.
-- column comments_replied bigint: Of those, comments with at least one reply. May be added up.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  days.scope_id AS workspace_id,
  days.day,
  days.state,
  days.is_final,
  CASE WHEN days.state = 'zero' THEN 0 ELSE merged.comments_merged END AS comments_merged,
  CASE WHEN days.state = 'zero' THEN 0 ELSE merged.comments_engaged END AS comments_engaged,
  CASE WHEN days.state = 'zero' THEN 0 ELSE merged.comments_upvoted END AS comments_upvoted,
  CASE WHEN days.state = 'zero' THEN 0 ELSE merged.comments_downvoted END AS comments_downvoted,
  CASE WHEN days.state = 'zero' THEN 0 ELSE merged.comments_replied END AS comments_replied,
  days.dt
FROM covered_days AS days
LEFT JOIN code_review_responses_day AS merged
  ON merged.workspace_id = days.scope_id
  AND merged.day = days.day
  AND merged.dt = days.dt
WHERE days.source = 'code_review_responses'
