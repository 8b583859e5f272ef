-- Which plugins came in: installs, who installed them, and what happened last.
-- Grain: one row per workspace and plugin seen in the log.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  plugin_id,
  plugin_name,
  plugin_version,
  plugin_scope,
  marketplace_name,
  installs,
  uninstalls,
  installed_by,
  first_event_at,
  last_event_at,
  last_event
FROM security_plugins
