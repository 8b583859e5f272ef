-- What a reviewer looks at first: sign-ins out of hours, and people seen in a country they were never seen in before.
-- Grain: one row per event that is odd.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  event_id,
  event_time,
  workspace_id,
  user_id,
  person,
  log_type,
  action,
  client_ip,
  client_country,
  is_out_of_hours,
  is_new_country,
  dt
FROM security_odd_events
