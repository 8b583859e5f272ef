-- As of when the lake speaks: what views use in the place of today, so that an old copy of a lake answers as it did then.
-- grain: one row
-- column as_of timestamp: When a collector last changed what is known of any day, UTC, which it does at least once a day; null in
--   an empty lake.
-- column as_of_day date: UTC day of it; the day itself is not over, so its figures are pending.
SELECT
  max(computed_at) AS as_of,
  CAST(max(computed_at) AS DATE) AS as_of_day
FROM coverage
