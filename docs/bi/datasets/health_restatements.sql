-- Which days upstream restated, and by how much.
-- Grain: one row per source, scope, day, revision after the first, and figure that moved.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  source,
  scope_id,
  day,
  figure,
  revision,
  restated_at,
  days_after,
  previous_amount,
  amount,
  moved,
  moved_share
FROM health_restatements
