-- As of when the lake speaks: what views use in the place of today, so that an old copy of a lake answers as it did then.
-- grain: one row
-- column as_of timestamp: When a collector last finished or reckoned what is complete, UTC; null in an empty lake.
-- column as_of_day date: UTC day of it; the day itself is not over, so its figures are pending.
SELECT
  max(seen_at) AS as_of,
  CAST(max(seen_at) AS DATE) AS as_of_day
FROM (
  SELECT max(computed_at) AS seen_at FROM coverage
  UNION ALL
  SELECT max(finished_at) AS seen_at FROM runs
) AS seen
