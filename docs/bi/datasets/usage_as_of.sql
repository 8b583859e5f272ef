-- Up to which day usage is known: what "the last 28 days" of a workspace end with.
-- Grain: one row per workspace.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  first_day,
  last_final_day,
  last_final_week,
  pending_days,
  missing_days
FROM usage_as_of
