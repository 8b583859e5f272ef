-- Which days of usage are here, and whether they can be trusted: the days all figures about usage stand on.
-- Grain: one row per workspace and UTC day, from the first day with figures.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  is_final,
  totals_state,
  totals_are_final,
  dt
FROM usage_days
