-- What upstream says that nobody here knows yet: clients, kinds of events, models it does not name, units, and fields without a column.
-- grain: one row per table, column and value, or field
-- column table_name string: Table it was met in.
-- column column_name string: Column with the value; extra_json for a field no column knows.
-- column value string: The value, or the path of the field; null for a cost without a unit. Of a name that is no known schema its length
--   and keyed hash, as ~9~ and the hash, and of such a unit its hash: it may be something a person wrote.
-- column records bigint: Records with it. Not to be added over columns: a record can have several.
-- column first_day date: First UTC day it was met.
-- column last_day date: Latest such day.
WITH known_events (event_type) AS (
  VALUES
    ('PROMPT_SENT'),
    ('PROMPT_RESPONSE_RECEIVED'),
    ('TOOL_CALL_SUGGESTED'),
    ('TOOL_CALL_COMPLETED'),
    ('TOOL_CALL_FAILED'),
    ('TOOL_DECISION'),
    ('ENVIRONMENT_CREATED'),
    ('ENVIRONMENT_UPDATED'),
    ('ENVIRONMENT_DELETED'),
    ('WORKSPACE_UPDATED'),
    ('ACCESS_TOKEN_CREATED'),
    ('ACCESS_TOKEN_REVOKED'),
    ('APP_MCP_CALL'),
    ('APP_MCP_RESULT'),
    ('APP_MCP_ELICITATION'),
    ('PLUGIN_CREATED'),
    ('PLUGIN_DELETED'),
    ('PLUGIN_INSTALLED'),
    ('PLUGIN_UNINSTALLED'),
    ('SITE_PROJECT_CREATED'),
    ('SITE_PROJECT_DELETED'),
    ('SITE_VERSION_CREATED'),
    ('SITE_DEPLOYMENT_STARTED'),
    ('SITE_DEPLOYMENT_COMPLETED')
),
odd_events AS (
  SELECT event_type, extra_json, event_day
  FROM codex_log
  WHERE extra_json IS NOT NULL OR event_type NOT IN (SELECT event_type FROM known_events)
),
met AS (
  SELECT 'usage_user_client_day' AS table_name, 'client_id' AS column_name, usage.client_id AS value, usage.day
  FROM usage_user_client_day AS usage
  WHERE usage.client_id NOT IN (SELECT client_id FROM dim_client_known)
  UNION ALL
  SELECT 'usage_user_model_day', 'model', model, day
  FROM usage_user_model_day
  WHERE model = 'other'
  UNION ALL
  SELECT 'codex_log', 'event_type', event_type, event_day
  FROM odd_events
  WHERE event_type NOT IN (SELECT event_type FROM known_events)
  UNION ALL
  SELECT 'codex_log', 'extra_json', fields.field, odd_events.event_day
  FROM odd_events
  CROSS JOIN UNNEST(regexp_extract_all(odd_events.extra_json, '"([^"]+)"\s*:', 1)) AS fields (field)
  WHERE odd_events.extra_json IS NOT NULL AND fields.field NOT IN ('length', 'hash')
  UNION ALL
  SELECT 'usage_user_day', 'extra_json', fields.field, usage_user_day.day
  FROM usage_user_day
  CROSS JOIN UNNEST(regexp_extract_all(usage_user_day.extra_json, '"([^"]+)"\s*:', 1)) AS fields (field)
  WHERE usage_user_day.extra_json IS NOT NULL AND fields.field NOT IN ('length', 'hash')
  UNION ALL
  SELECT
    'costs_hour',
    'other_amounts',
    COALESCE(
      NULLIF(regexp_extract(units.unit, '^"(.*)"$', 1), ''),
      NULLIF(regexp_extract(units.unit, '"hash":"([0-9a-f]*)"', 1), '')
    ),
    costs_hour.event_day
  FROM costs_hour
  CROSS JOIN UNNEST(array_distinct(regexp_extract_all(costs_hour.other_amounts, '"unit":("(?:[^"\\]|\\.)*"|\{[^}]*\}|null)', 1))) AS units (unit)
  WHERE costs_hour.other_amounts IS NOT NULL
)
SELECT
  table_name,
  column_name,
  value,
  count(*) AS records,
  min(day) AS first_day,
  max(day) AS last_day
FROM met
GROUP BY table_name, column_name, value
