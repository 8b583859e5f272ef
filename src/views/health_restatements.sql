-- Which days upstream restated, and by how much.
-- grain: one row per source, scope, day, revision after the first, and figure that moved
-- column source string: What was read: usage, usage_workspace, code_reviews or code_review_responses.
-- column scope_id string: Workspace it was read from.
-- column day date: UTC day the figure is of.
-- column figure string: Column of the source's main table that is summed, such as credits; rows is their number.
-- column revision bigint: Revision that moved it.
-- column restated_at timestamp: When the lake first read that revision, UTC.
-- column days_after bigint: Days from the day's end until then. Not to be added up.
-- column previous_amount double: What it said before.
-- column amount double: What it says since. Never add it over revisions.
-- column moved double: The difference. May be added over revisions.
-- column moved_share double: The difference as a share of previous_amount; null when that is 0. Never average it.
SELECT
  source,
  scope_id,
  day,
  figure,
  revision,
  said_from AS restated_at,
  date_diff('day', day, CAST(said_from AS DATE)) - 1 AS days_after,
  previous_amount,
  amount,
  moved,
  CAST(moved AS DOUBLE) / NULLIF(previous_amount, 0) AS moved_share
FROM health_figure_history
WHERE moved <> 0
