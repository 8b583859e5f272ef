-- How complete and how fresh each source is, and what is about to be lost.
-- grain: one row per source and scope
-- column source string: What is read: usage, code_reviews, a log type and so on.
-- column scope_id string: Workspace or organization it is read from.
-- column last_pulled_at timestamp: When the lake last read a day of it, UTC; null when never.
-- column hours_since_pulled bigint: Hours from then until the lake's time; null when never. Not to be added up.
-- column last_event_at timestamp: Its latest record in the lake, UTC; null when none or not timed.
-- column complete_days bigint: Days that are complete. May be added up.
-- column zero_days bigint: Days on which upstream says nothing happened. May be added up.
-- column pending_days bigint: Days too young to be trusted. May be added up.
-- column missing_days bigint: Days that are not here, or not whole. May be added up.
-- column oldest_missing_day date: The oldest of those upstream still remembers; null when none.
-- column days_until_lost bigint: Days until upstream forgets it; null when none is missing. Not to be added up.
-- column held bigint: Files or days that were refused, held or gone. May be added up.
-- column rejects bigint: Records set aside. May be added up.
-- column latest_upstream_event_at timestamp: Of a log, its latest event as upstream told it last, UTC: beside last_event_at, how
--   far the lake is behind. It proves no completeness. null when upstream does not say, and for all other sources.
SELECT
  coverage.source,
  coverage.scope_id,
  max(coverage.pulled_at) AS last_pulled_at,
  date_diff('hour', max(coverage.pulled_at), max(as_of.as_of)) AS hours_since_pulled,
  max(coverage.last_event) AS last_event_at,
  count(*) FILTER (WHERE coverage.state = 'complete') AS complete_days,
  count(*) FILTER (WHERE coverage.state = 'zero') AS zero_days,
  count(*) FILTER (WHERE coverage.state = 'pending') AS pending_days,
  count(*) FILTER (WHERE coverage.state = 'missing') AS missing_days,
  min(coverage.day) FILTER (WHERE coverage.state = 'missing' AND coverage.days_left > 0) AS oldest_missing_day,
  min(coverage.days_left) FILTER (WHERE coverage.state = 'missing' AND coverage.days_left > 0) AS days_until_lost,
  CAST(COALESCE(sum(coverage.held), 0) AS BIGINT) AS held,
  CAST(COALESCE(sum(coverage.rejects), 0) AS BIGINT) AS rejects,
  max(log_types.latest_event_at) AS latest_upstream_event_at
FROM coverage
CROSS JOIN as_of
LEFT JOIN log_types ON log_types.scope_id = coverage.scope_id AND log_types.log_type = coverage.source
GROUP BY coverage.source, coverage.scope_id
