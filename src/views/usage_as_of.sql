-- Up to which day usage is known: what "the last 28 days" of a workspace end with.
-- grain: one row per workspace
-- column workspace_id string: ChatGPT workspace.
-- column first_day date: First UTC day with figures.
-- column last_final_day date: Latest day whose figures by user are final; windows of days end with it.
-- column last_final_week date: Monday of the latest ISO week that is over by then.
-- column pending_days bigint: Days that are still pending.
-- column missing_days bigint: Days that are missing.
WITH days AS (
  SELECT
    workspace_id,
    min(day) AS first_day,
    max(day) FILTER (WHERE is_final) AS last_final_day,
    count(*) FILTER (WHERE state = 'pending') AS pending_days,
    count(*) FILTER (WHERE state = 'missing') AS missing_days
  FROM usage_days
  GROUP BY workspace_id
)
SELECT
  workspace_id,
  first_day,
  last_final_day,
  CAST(date_trunc('week', CAST(last_final_day - INTERVAL '6' DAY AS DATE)) AS DATE) AS last_final_week,
  pending_days,
  missing_days
FROM days
