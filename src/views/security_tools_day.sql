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
WITH counted AS (
  SELECT
    workspace_id,
    event_day,
    tool_type,
    tool_name,
    dt,
    count(*) FILTER (WHERE event_type = 'TOOL_CALL_COMPLETED') AS completed,
    count(*) FILTER (WHERE event_type = 'TOOL_CALL_FAILED') AS failed,
    count(DISTINCT user_id) AS users
  FROM codex_log
  WHERE event_type IN ('TOOL_CALL_COMPLETED', 'TOOL_CALL_FAILED')
  GROUP BY workspace_id, event_day, tool_type, tool_name, dt
)
SELECT
  counted.workspace_id,
  counted.event_day AS day,
  days.state,
  counted.tool_type,
  counted.tool_name,
  counted.completed,
  counted.failed,
  CAST(counted.failed AS DOUBLE) / NULLIF(counted.completed + counted.failed, 0) AS failure_rate,
  counted.users,
  counted.dt
FROM counted
LEFT JOIN covered_days AS days
  ON days.source = 'CODEX_LOG'
  AND days.scope_id = counted.workspace_id
  AND days.day = counted.event_day
