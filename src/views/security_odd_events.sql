-- What a reviewer looks at first: sign-ins out of hours, and people seen in a country they were never seen in before.
-- grain: one row per event that is odd
-- column event_id string: Upstream id of the event; join compliance_log for the rest of it.
-- column event_time timestamp: When it happened, UTC.
-- column workspace_id string: ChatGPT workspace.
-- column user_id string: User who acted.
-- column person string: E-mail, or the user's id when there is none.
-- column log_type string: Log it stands in, AUTH_LOG or AUDIT_LOG.
-- column action string: What was done.
-- column client_ip string: Address the request came from.
-- column client_country string: Country of that address; null when upstream does not say.
-- column is_out_of_hours boolean: Whether it is a sign-in before 06:00, from 20:00, or on a weekend or day off, UTC.
-- column is_new_country boolean: Whether the user was seen in other countries before and never in this one, as far as the lake
--   goes back.
-- column dt string: UTC day as YYYY-MM-DD.
WITH events AS (
  SELECT
    event_id, event_time, event_day, principal_id, user_id, user_email, log_type, action, client_ip, client_country, dt,
    min(event_time) OVER (PARTITION BY principal_id, user_id, client_country) AS first_in_country,
    min(CASE WHEN client_country IS NOT NULL THEN event_time END) OVER (PARTITION BY principal_id, user_id) AS first_anywhere
  FROM compliance_log
  WHERE user_id IS NOT NULL AND event_time IS NOT NULL AND log_type IN ('AUTH_LOG', 'AUDIT_LOG')
),
judged AS (
  SELECT
    events.event_id,
    events.event_time,
    events.principal_id,
    events.user_id,
    events.user_email,
    events.log_type,
    events.action,
    events.client_ip,
    events.client_country,
    events.dt,
    COALESCE(
      events.action LIKE '%login_success'
        AND (hour(events.event_time) < 6 OR hour(events.event_time) >= 20 OR NOT dim_date.is_workday),
      false
    ) AS is_out_of_hours,
    events.client_country IS NOT NULL
      AND events.event_time = events.first_in_country
      AND events.event_time > events.first_anywhere AS is_new_country
  FROM events
  LEFT JOIN dim_date ON dim_date.day = events.event_day
)
SELECT
  event_id,
  event_time,
  principal_id AS workspace_id,
  user_id,
  COALESCE(user_email, user_id) AS person,
  log_type,
  action,
  client_ip,
  client_country,
  is_out_of_hours,
  COALESCE(is_new_country, false) AS is_new_country,
  dt
FROM judged
WHERE is_out_of_hours OR is_new_country
