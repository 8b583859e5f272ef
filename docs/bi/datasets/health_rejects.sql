-- What could not be read, and why.
-- Grain: one row per source, scope, UTC day and reason.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  source,
  scope_id,
  day,
  reason,
  records,
  originals,
  example_raw_key,
  last_pulled_at
FROM health_rejects
