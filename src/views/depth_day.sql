-- How deep the use is each day, over the whole workspace as upstream totals it: turns per thread, cache, speed, lines.
-- grain: one row per workspace and UTC day
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day's totals, see usage_days; while pending, figures still grow.
-- column is_final boolean: Whether they are not expected to change.
-- column threads bigint: Threads with activity; null when missing or not read yet, 0 on a zero day. Not a distinct count once
--   added over days.
-- column turns bigint: Turns; null as threads. May be added up.
-- column turns_per_thread double: The turns by threads; null without threads. Never average it: divide sums.
-- column credits decimal: Credits consumed; null as threads. May be added up; never with dollars.
-- column estimated_cost_usd decimal: Estimated price of those credits in US dollars; null when unavailable. May be added up; never
--   with cost_usd.
-- column cost_usd decimal: Use billed natively in US dollars; null when unavailable. May be added up.
-- column total_tokens bigint: Text tokens; null when unavailable. May be added up.
-- column cached_input_share double: Cached input tokens as a share of all input tokens, 0 to 1; null without. Never average it.
-- column fast_credit_share double: Credits of the fast tier as a share of those of all models, 0 to 1; null without. Never
--   average it.
-- column lines_added bigint: Accepted lines added by local clients; null when unavailable. May be added up.
-- column lines_committed bigint: Committed added lines attributed to Codex; null when unavailable. May be added up.
-- column total_committed_lines bigint: All committed added lines: the base of the share. May be added up.
-- column committed_share double: The lines_committed as a share of total_committed_lines, 0 to 1; null without. Never average it.
-- column commits_with_codex_share double: Commits with a contribution of Codex as a share of all commits, 0 to 1; null without. Never
--   average it.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
WITH speeds AS (
  SELECT
    workspace_id,
    day,
    dt,
    CAST(COALESCE(sum(credits) FILTER (WHERE speed = 'fast'), 0) AS DOUBLE) / NULLIF(CAST(sum(credits) AS DOUBLE), 0)
      AS fast_credit_share
  FROM usage_workspace_model_day
  GROUP BY workspace_id, day, dt
)
SELECT
  usage_days.workspace_id,
  usage_days.day,
  usage_days.totals_state AS state,
  usage_days.totals_are_final AS is_final,
  CASE WHEN usage_days.totals_state = 'zero' THEN 0 ELSE usage.threads END AS threads,
  CASE WHEN usage_days.totals_state = 'zero' THEN 0 ELSE usage.turns END AS turns,
  CAST(usage.turns AS DOUBLE) / NULLIF(usage.threads, 0) AS turns_per_thread,
  CASE WHEN usage_days.totals_state = 'zero' THEN CAST(0 AS DECIMAL(18,6)) ELSE usage.credits END AS credits,
  usage.estimated_cost_usd,
  usage.cost_usd,
  usage.total_tokens,
  CAST(usage.cached_input_tokens AS DOUBLE) / NULLIF(usage.cached_input_tokens + usage.uncached_input_tokens, 0)
    AS cached_input_share,
  speeds.fast_credit_share,
  usage.lines_added,
  usage.lines_committed,
  usage.total_committed_lines,
  CAST(usage.lines_committed AS DOUBLE) / NULLIF(usage.total_committed_lines, 0) AS committed_share,
  CAST(usage.commits_with_codex AS DOUBLE) / NULLIF(usage.total_commits, 0) AS commits_with_codex_share,
  usage_days.dt
FROM usage_days
LEFT JOIN usage_workspace_day AS usage
  ON usage.workspace_id = usage_days.workspace_id
  AND usage.day = usage_days.day
  AND usage.dt = usage_days.dt
LEFT JOIN speeds
  ON speeds.workspace_id = usage_days.workspace_id
  AND speeds.day = usage_days.day
  AND speeds.dt = usage_days.dt
