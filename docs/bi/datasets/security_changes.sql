-- What was changed, by whom: environments, workspace settings, access tokens, plugins and sites.
-- Grain: one row per event that changes how Codex may work.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  event_id,
  event_time,
  workspace_id,
  event_type,
  person,
  object_id,
  object_name,
  network_access,
  detail,
  dt
FROM security_changes
