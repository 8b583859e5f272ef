-- What could not be read, and why.
-- grain: one row per source, scope, UTC day and reason
-- column source string: What was read.
-- column scope_id string: Workspace or organization it was read from.
-- column day date: UTC day of the file or of the figures.
-- column reason string: Why records were set aside. Never holds content.
-- column records bigint: How many. May be added up.
-- column originals bigint: Distinct originals they stand in. Never add it.
-- column example_raw_key string: One of those originals, below the root of the lake.
-- column last_pulled_at timestamp: When the lake last met one, UTC.
SELECT
  source,
  scope_id,
  day,
  reason,
  count(*) AS records,
  count(DISTINCT raw_key) AS originals,
  min(raw_key) AS example_raw_key,
  max(pulled_at) AS last_pulled_at
FROM rejects
GROUP BY source, scope_id, day, reason
