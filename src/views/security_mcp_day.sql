-- Which MCP tools are called and how often they fail.
-- grain: one row per workspace, UTC day and MCP tool with calls or results
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day of CODEX_LOG; while pending, events still arrive. Days without events have no row.
-- column mcp_name string: Tool that was called.
-- column calls bigint: Calls. May be added up.
-- column results bigint: Results that came back: the base of the rate. May be added up.
-- column errors bigint: Of those, results with an error code, or whose status is error or failed. May be added up.
-- column error_rate double: The errors as a share of results, 0 to 1; null without results. Never average it: divide sums.
-- column users bigint: Distinct people who called it. Never add it.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  log.workspace_id,
  log.event_day AS day,
  days.state,
  log.mcp_name,
  count(*) FILTER (WHERE log.event_type = 'APP_MCP_CALL') AS calls,
  count(*) FILTER (WHERE log.event_type = 'APP_MCP_RESULT') AS results,
  count(*) FILTER (
    WHERE log.event_type = 'APP_MCP_RESULT' AND (log.error_code IS NOT NULL OR log.status IN ('error', 'failed'))
  ) AS errors,
  CAST(
    count(*) FILTER (
      WHERE log.event_type = 'APP_MCP_RESULT' AND (log.error_code IS NOT NULL OR log.status IN ('error', 'failed'))
    )
    AS DOUBLE) / NULLIF(count(*) FILTER (WHERE log.event_type = 'APP_MCP_RESULT'), 0) AS error_rate,
  count(DISTINCT log.user_id) FILTER (WHERE log.event_type = 'APP_MCP_CALL') AS users,
  log.dt
FROM codex_log AS log
LEFT JOIN covered_days AS days
  ON days.source = 'CODEX_LOG'
  AND days.scope_id = log.workspace_id
  AND days.day = log.event_day
WHERE log.event_type IN ('APP_MCP_CALL', 'APP_MCP_RESULT')
GROUP BY log.workspace_id, log.event_day, days.state, log.mcp_name, log.dt
