-- Which access tokens expire soon, or never?
-- look: A token that never expires wants an owner who says why.
SELECT access_token_name, created_by, created_at, expires_at, days_to_expiry, expires_soon, never_expires
FROM security_access_tokens
WHERE state = 'active'
ORDER BY never_expires DESC, days_to_expiry, access_token_id
LIMIT 20
