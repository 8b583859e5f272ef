-- Which access tokens are out there: who made them, when they expire, whether they were revoked.
-- Grain: one row per workspace and access token seen in the log.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  access_token_id,
  access_token_name,
  created_by,
  created_at,
  expires_at,
  revoked_at,
  state,
  days_to_expiry,
  expires_soon,
  never_expires
FROM security_access_tokens
