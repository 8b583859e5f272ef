-- Which days of which source are here, and whether they can be trusted.
-- Grain: one row per source, scope and UTC day upstream may have had something of.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  source,
  scope_id,
  day,
  state,
  is_final,
  dt
FROM covered_days
