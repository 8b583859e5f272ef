-- What it costs by surface and month, in credits and in estimated dollars.
-- Grain: one row per workspace, calendar month and surface with usage.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  month,
  is_final,
  surface,
  active_users,
  credits,
  estimated_cost_usd,
  cost_usd
FROM spend_surface_month
