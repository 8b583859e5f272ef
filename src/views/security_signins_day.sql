-- How people sign in: sign-ins, sign-outs and tokens of each day, from the authentication log.
-- grain: one row per workspace and UTC day
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day of AUTH_LOG; while pending, events still arrive.
-- column signins bigint: Sign-ins that succeeded; null when missing or not read yet, 0 on a zero day. May be added up.
-- column users bigint: Distinct people who signed in; null as signins. Never add it.
-- column signouts bigint: Sign-outs; null as signins. May be added up.
-- column tokens_issued bigint: Tokens issued; null as signins. May be added up.
-- column tokens_revoked bigint: Tokens revoked; null as signins. May be added up.
-- column other_events bigint: Other events of the log, such as sign-ups and password changes; null as signins. May be added up.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
WITH events AS (
  SELECT
    principal_id,
    event_day,
    dt,
    user_id,
    CASE
      WHEN action LIKE '%login_success' THEN 'signin'
      WHEN action = 'logout_success' THEN 'signout'
      WHEN action = 'token_issued' THEN 'issued'
      WHEN action = 'token_revoked' THEN 'revoked'
      ELSE 'other'
    END AS kind
  FROM compliance_log
  WHERE log_type = 'AUTH_LOG'
),
counted AS (
  SELECT
    principal_id,
    event_day,
    dt,
    count(*) FILTER (WHERE kind = 'signin') AS signins,
    count(DISTINCT user_id) FILTER (WHERE kind = 'signin') AS users,
    count(*) FILTER (WHERE kind = 'signout') AS signouts,
    count(*) FILTER (WHERE kind = 'issued') AS tokens_issued,
    count(*) FILTER (WHERE kind = 'revoked') AS tokens_revoked,
    count(*) FILTER (WHERE kind = 'other') AS other_events
  FROM events
  GROUP BY principal_id, event_day, dt
)
SELECT
  days.scope_id AS workspace_id,
  days.day,
  days.state,
  CASE WHEN days.state = 'zero' THEN COALESCE(counted.signins, 0) ELSE counted.signins END AS signins,
  CASE WHEN days.state = 'zero' THEN COALESCE(counted.users, 0) ELSE counted.users END AS users,
  CASE WHEN days.state = 'zero' THEN COALESCE(counted.signouts, 0) ELSE counted.signouts END AS signouts,
  CASE WHEN days.state = 'zero' THEN COALESCE(counted.tokens_issued, 0) ELSE counted.tokens_issued END AS tokens_issued,
  CASE WHEN days.state = 'zero' THEN COALESCE(counted.tokens_revoked, 0) ELSE counted.tokens_revoked END AS tokens_revoked,
  CASE WHEN days.state = 'zero' THEN COALESCE(counted.other_events, 0) ELSE counted.other_events END AS other_events,
  days.dt
FROM covered_days AS days
LEFT JOIN counted
  ON counted.principal_id = days.scope_id
  AND counted.event_day = days.day
  AND counted.dt = days.dt
WHERE days.source = 'AUTH_LOG'
