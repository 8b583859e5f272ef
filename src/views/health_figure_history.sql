-- What a figure said when: the sums of each day at each revision, to answer "what did it say on Monday, and by how much it moved".
-- grain: one row per source, scope, day, revision that landed, and figure
-- column source string: What was read: usage, usage_workspace, code_reviews or code_review_responses.
-- column scope_id string: Workspace it was read from.
-- column day date: UTC day the figure is of.
-- column figure string: Column of the source's main table that is summed, such as credits; rows is their number.
-- column revision bigint: Revision of the day, counted from 1.
-- column said_from timestamp: From when the lake said so, UTC.
-- column said_until timestamp: Until when: the next revision; null for what it says now. For a time T take said_from <= T and
--   said_until > T or null.
-- column amount double: The figure; null when upstream gave none. May be added over days and scopes at one time, not over revisions.
-- column previous_amount double: What it said before; null at the first revision.
-- column moved double: By how much it moved then; null at the first revision.
WITH revisions AS (
  SELECT
    source,
    scope_id,
    day,
    revision,
    figures,
    COALESCE(first_pulled_at, pulled_at) AS said_from,
    lead(COALESCE(first_pulled_at, pulled_at)) OVER (PARTITION BY source, scope_id, day ORDER BY revision) AS said_until
  FROM ledger_days
  WHERE state = 'landed' AND figures IS NOT NULL
),
pairs AS (
  SELECT
    revisions.source,
    revisions.scope_id,
    revisions.day,
    revisions.revision,
    revisions.said_from,
    revisions.said_until,
    regexp_extract(in_figures.pair, '"([^"]+)"', 1) AS figure,
    TRY_CAST(NULLIF(regexp_extract(in_figures.pair, ':\s*(-?[0-9][-+.0-9eE]*)', 1), '') AS DOUBLE) AS amount
  FROM revisions
  CROSS JOIN UNNEST(regexp_extract_all(revisions.figures, '"[a-z0-9_]+"\s*:\s*[^,}]+')) AS in_figures (pair)
),
followed AS (
  SELECT
    source, scope_id, day, figure, revision, said_from, said_until, amount,
    lag(amount) OVER (PARTITION BY source, scope_id, day, figure ORDER BY revision) AS previous_amount
  FROM pairs
)
SELECT
  source,
  scope_id,
  day,
  figure,
  revision,
  said_from,
  said_until,
  amount,
  previous_amount,
  amount - previous_amount AS moved
FROM followed
