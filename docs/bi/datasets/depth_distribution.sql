-- How use is spread over people: percentiles of the last 28 final days, so that a few heavy users do not speak for all.
-- Grain: one row per workspace and figure: turns, credits, days_used, lines_added.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  figure,
  last_final_day,
  users,
  mean,
  p10,
  p25,
  p50,
  p75,
  p90,
  p99,
  maximum,
  top_tenth_share
FROM depth_distribution
