-- Which plugins came in: installs, who installed them, and what happened last.
-- grain: one row per workspace and plugin seen in the log
-- column workspace_id string: ChatGPT workspace.
-- column plugin_id string: Id of the plugin.
-- column plugin_name string: Name people see, of its latest event; else its name.
-- column plugin_version string: Version of its latest event.
-- column plugin_scope string: Scope of its latest event: GLOBAL, WORKSPACE or USER.
-- column marketplace_name string: Marketplace of its latest event; null when none.
-- column installs bigint: Installs in the log. May be added up.
-- column uninstalls bigint: Uninstalls in the log. May be added up.
-- column installed_by bigint: Distinct people who installed it. Never add it.
-- column first_event_at timestamp: Its first event in the lake, UTC.
-- column last_event_at timestamp: Its latest event, UTC.
-- column last_event string: What that was, such as PLUGIN_INSTALLED.
WITH events AS (
  SELECT
    workspace_id, plugin_id, plugin_display_name, plugin_name, plugin_version, plugin_scope, marketplace_name, event_type,
    event_time, user_id,
    row_number() OVER (PARTITION BY workspace_id, plugin_id ORDER BY event_time DESC, event_id) AS newest
  FROM codex_log
  WHERE event_type LIKE 'PLUGIN_%'
)
SELECT
  workspace_id,
  plugin_id,
  max(CASE WHEN newest = 1 THEN COALESCE(plugin_display_name, plugin_name) END) AS plugin_name,
  max(CASE WHEN newest = 1 THEN plugin_version END) AS plugin_version,
  max(CASE WHEN newest = 1 THEN plugin_scope END) AS plugin_scope,
  max(CASE WHEN newest = 1 THEN marketplace_name END) AS marketplace_name,
  count(*) FILTER (WHERE event_type = 'PLUGIN_INSTALLED') AS installs,
  count(*) FILTER (WHERE event_type = 'PLUGIN_UNINSTALLED') AS uninstalls,
  count(DISTINCT user_id) FILTER (WHERE event_type = 'PLUGIN_INSTALLED') AS installed_by,
  min(event_time) AS first_event_at,
  max(event_time) AS last_event_at,
  max(CASE WHEN newest = 1 THEN event_type END) AS last_event
FROM events
GROUP BY workspace_id, plugin_id
