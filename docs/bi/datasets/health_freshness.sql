-- How complete and how fresh each source is, and what is about to be lost.
-- Grain: one row per source and scope.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  source,
  scope_id,
  last_pulled_at,
  hours_since_pulled,
  last_event_at,
  complete_days,
  zero_days,
  pending_days,
  missing_days,
  oldest_missing_day,
  days_until_lost,
  held,
  rejects,
  latest_upstream_event_at
FROM health_freshness
