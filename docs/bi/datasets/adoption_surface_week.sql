-- How the mix of surfaces changes: people and turns by surface and week.
-- Grain: one row per workspace, ISO week and surface with usage.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  week_start,
  is_final,
  surface,
  active_users,
  turns,
  credits,
  share_of_turns
FROM adoption_surface_week
