-- What was changed, by whom: environments, workspace settings, access tokens, plugins and sites.
-- grain: one row per event that changes how Codex may work
-- column event_id string: Upstream id of the event; join codex_log for the rest of it.
-- column event_time timestamp: When it happened, UTC.
-- column workspace_id string: ChatGPT workspace.
-- column event_type string: What was done, such as ENVIRONMENT_UPDATED.
-- column person string: E-mail, or id, of who did it; null when the actor is not a person.
-- column object_id string: Id of the environment, token, plugin or site; null for workspace settings.
-- column object_name string: Its name, where the event says it.
-- column network_access string: Network access the environment has from now on; null when not said, or not an environment.
-- column detail string: Settings of the environment or workspace as they are from now on, JSON; null when not said.
-- column dt string: UTC day as YYYY-MM-DD: filter on it to read less.
SELECT
  event_id,
  event_time,
  workspace_id,
  event_type,
  COALESCE(user_email, user_id, actor_id) AS person,
  CASE
    WHEN event_type LIKE 'ENVIRONMENT_%' THEN environment_id
    WHEN event_type LIKE 'ACCESS_TOKEN_%' THEN access_token_id
    WHEN event_type LIKE 'PLUGIN_%' THEN plugin_id
    WHEN event_type LIKE 'SITE_%' THEN project_id
  END AS object_id,
  CASE
    WHEN event_type LIKE 'ENVIRONMENT_%' THEN environment_label
    WHEN event_type LIKE 'ACCESS_TOKEN_%' THEN access_token_name
    WHEN event_type LIKE 'PLUGIN_%' THEN COALESCE(plugin_display_name, plugin_name)
    WHEN event_type LIKE 'SITE_%' THEN project_slug
  END AS object_name,
  NULLIF(regexp_extract(environment_agent_settings, '"network_access"\s*:\s*"([^"]*)"', 1), '') AS network_access,
  COALESCE(environment_agent_settings, current_settings) AS detail,
  dt
FROM codex_log
WHERE
  event_type = 'WORKSPACE_UPDATED'
  OR event_type LIKE 'ENVIRONMENT_%'
  OR event_type LIKE 'ACCESS_TOKEN_%'
  OR event_type LIKE 'PLUGIN_%'
  OR event_type LIKE 'SITE_%'
