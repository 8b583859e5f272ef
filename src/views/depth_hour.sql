-- When people work with it: prompts by day and hour, for a heat map.
-- grain: one row per workspace, UTC day and hour with prompts
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of that day of CODEX_LOG; null when not known. Hours of a day that is not complete may lack events.
-- column iso_weekday bigint: Day of the week, 1 Monday to 7 Sunday.
-- column hour bigint: UTC hour, 0 to 23.
-- column prompts bigint: Prompts sent, as the log has them; only ChatGPT-authenticated use is logged. May be added up.
-- column users bigint: Distinct people who sent them. Never add it.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
WITH prompts AS (
  SELECT
    workspace_id,
    event_day,
    event_hour AS hour,
    dt,
    count(*) AS prompts,
    count(DISTINCT user_id) AS users
  FROM codex_log
  WHERE event_type = 'PROMPT_SENT' AND event_day IS NOT NULL
  GROUP BY workspace_id, event_day, event_hour, dt
)
SELECT
  prompts.workspace_id,
  prompts.event_day AS day,
  covered_days.state,
  dim_date.iso_weekday,
  prompts.hour,
  prompts.prompts,
  prompts.users,
  prompts.dt
FROM prompts
JOIN dim_date ON dim_date.day = prompts.event_day
LEFT JOIN covered_days
  ON covered_days.source = 'CODEX_LOG'
  AND covered_days.scope_id = prompts.workspace_id
  AND covered_days.day = prompts.event_day
