-- How deep the use is each day, over the whole workspace as upstream totals it: turns per thread, cache, speed, lines.
-- Grain: one row per workspace and UTC day.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  is_final,
  threads,
  turns,
  turns_per_thread,
  credits,
  estimated_cost_usd,
  cost_usd,
  total_tokens,
  cached_input_share,
  fast_credit_share,
  lines_added,
  lines_committed,
  total_committed_lines,
  committed_share,
  commits_with_codex_share,
  dt
FROM depth_day
