-- Which surface a client id stands for: CLI, IDE, desktop, web and cloud, GitHub, Slack, SDK.
-- grain: one row per client id that is documented, or was seen in usage
-- column client_id string: Client as upstream names it; an open set.
-- column surface string: CLI, IDE, Desktop, Web and cloud, GitHub, Slack, SDK or Other; Unknown for a client id nobody has
--   sorted yet.
-- column client string: Name for people; of an unknown client its id.
-- column is_known boolean: Whether the client id was known when this view was written.
WITH seen AS (
  SELECT client_id FROM usage_user_client_day
  UNION
  SELECT client_id FROM usage_workspace_client_day
)
SELECT client_id, surface, client, true AS is_known FROM dim_client_known
UNION ALL
SELECT client_id, 'Unknown' AS surface, client_id AS client, false AS is_known
FROM seen
WHERE client_id NOT IN (SELECT client_id FROM dim_client_known)
