-- What Codex reviews each day: reviews it held and comments it made, by severity.
-- grain: one row per workspace and UTC day
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day: complete, pending, zero or missing; while pending, figures still grow.
-- column is_final boolean: Whether the figures are not expected to change.
-- column reviews bigint: Pull-request reviews held that day; null when missing or not read yet, 0 on a zero day. May be added up.
-- column comments bigint: Comments made that day; null as reviews. May be added up.
-- column comments_p0 bigint: Comments of severity P0; null as reviews. May be added up.
-- column comments_p1 bigint: Comments of severity P1; null as reviews. May be added up.
-- column comments_p2 bigint: Comments of severity P2; null as reviews. May be added up.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  days.scope_id AS workspace_id,
  days.day,
  days.state,
  days.is_final,
  CASE WHEN days.state = 'zero' THEN 0 ELSE held.reviews END AS reviews,
  CASE WHEN days.state = 'zero' THEN 0 ELSE held.comments END AS comments,
  CASE WHEN days.state = 'zero' THEN 0 ELSE held.comments_p0 END AS comments_p0,
  CASE WHEN days.state = 'zero' THEN 0 ELSE held.comments_p1 END AS comments_p1,
  CASE WHEN days.state = 'zero' THEN 0 ELSE held.comments_p2 END AS comments_p2,
  days.dt
FROM covered_days AS days
LEFT JOIN code_reviews_day AS held
  ON held.workspace_id = days.scope_id
  AND held.day = days.day
  AND held.dt = days.dt
WHERE days.source = 'code_reviews'
