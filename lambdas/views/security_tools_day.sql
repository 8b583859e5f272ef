-- Which tools Codex runs and how often they fail.
-- grain: one row per workspace, UTC day, kind and name of tool with calls that ended
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day of CODEX_LOG; while pending, events still arrive. Days without events have no row.
-- column tool_type string: Kind of tool.
-- column tool_name string: Name of the tool.
-- column completed bigint: Calls that completed. May be added up.
-- column failed bigint: Calls that failed. May be added up.
-- column failure_rate double: The failed as a share of completed and failed, 0 to 1. Never average it: divide sums.
-- column users bigint: Distinct people it ran for. Never add it.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  log.workspace_id,
  log.event_day AS day,
  days.state,
  log.tool_type,
  log.tool_name,
  count(*) FILTER (WHERE log.event_type = 'TOOL_CALL_COMPLETED') AS completed,
  count(*) FILTER (WHERE log.event_type = 'TOOL_CALL_FAILED') AS failed,
  CAST(count(*) FILTER (WHERE log.event_type = 'TOOL_CALL_FAILED') AS DOUBLE) / NULLIF(count(*), 0) AS failure_rate,
  count(DISTINCT log.user_id) AS users,
  log.dt
FROM codex_log AS log
LEFT JOIN covered_days AS days
  ON days.source = 'CODEX_LOG'
  AND days.scope_id = log.workspace_id
  AND days.day = log.event_day
WHERE log.event_type IN ('TOOL_CALL_COMPLETED', 'TOOL_CALL_FAILED')
GROUP BY log.workspace_id, log.event_day, days.state, log.tool_type, log.tool_name, log.dt
