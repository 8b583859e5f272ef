-- Which access tokens are out there: who made them, when they expire, whether they were revoked.
-- grain: one row per workspace and access token seen in the log
-- column workspace_id string: ChatGPT workspace.
-- column access_token_id string: Id of the token; never its value.
-- column access_token_name string: Name of the token; null when not said.
-- column created_by string: E-mail, or id, of who created it; null when not said.
-- column created_at timestamp: When it was created, UTC; null when that was before the lake.
-- column expires_at timestamp: When it expires, UTC; null when never or not said.
-- column revoked_at timestamp: When it was revoked, UTC; null when not, or before the lake.
-- column state string: One of active, expired, revoked, as of the lake's time.
-- column days_to_expiry bigint: Days until an active token expires; null when it is not active or never expires. Not to be added up.
-- column expires_soon boolean: Whether it is active and expires within 30 days.
-- column never_expires boolean: Whether it is active and has no expiry.
WITH tokens AS (
  SELECT
    workspace_id,
    access_token_id,
    max(access_token_name) AS access_token_name,
    max(access_token_created_by) AS created_by_id,
    min(event_time) FILTER (WHERE event_type = 'ACCESS_TOKEN_CREATED') AS created_at,
    max(access_token_expires_at) AS expires_at,
    max(event_time) FILTER (WHERE event_type = 'ACCESS_TOKEN_REVOKED') AS revoked_at
  FROM codex_log
  WHERE event_type IN ('ACCESS_TOKEN_CREATED', 'ACCESS_TOKEN_REVOKED')
  GROUP BY workspace_id, access_token_id
),
judged AS (
  SELECT
    tokens.workspace_id,
    tokens.access_token_id,
    tokens.access_token_name,
    COALESCE(dim_user.person, tokens.created_by_id) AS created_by,
    tokens.created_at,
    tokens.expires_at,
    tokens.revoked_at,
    CASE
      WHEN tokens.revoked_at IS NOT NULL THEN 'revoked'
      WHEN tokens.expires_at <= as_of.as_of THEN 'expired'
      ELSE 'active'
    END AS state,
    date_diff('day', as_of.as_of_day, CAST(tokens.expires_at AS DATE)) AS days_left
  FROM tokens
  CROSS JOIN as_of
  LEFT JOIN dim_user ON dim_user.workspace_id = tokens.workspace_id AND dim_user.user_id = tokens.created_by_id
)
SELECT
  workspace_id,
  access_token_id,
  access_token_name,
  created_by,
  created_at,
  expires_at,
  revoked_at,
  state,
  CASE WHEN state = 'active' THEN days_left END AS days_to_expiry,
  COALESCE(state = 'active' AND days_left <= 30, false) AS expires_soon,
  state = 'active' AND expires_at IS NULL AS never_expires
FROM judged
