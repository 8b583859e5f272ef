-- What administrators did: actions of the audit log by who, what and how it ended.
-- grain: one row per workspace, UTC day, actor, action and result
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day.
-- column state string: State of the day of AUDIT_LOG; while pending, events still arrive. Days without events have no row.
-- column actor_type string: Who acted: ACCOUNT_USER, API_KEY and others.
-- column actor string: E-mail or id of the user, or the redacted key.
-- column action string: What was done.
-- column action_privilege string: Privilege it was done with, ADMIN or STANDARD_USER; null when not said.
-- column action_result string: How it ended: SUCCESS, BLOCKED or ERROR; null when not said.
-- column events bigint: How often. May be added up.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  log.principal_id AS workspace_id,
  log.event_day AS day,
  days.state,
  log.actor_type,
  COALESCE(log.user_email, log.user_id, log.actor_id) AS actor,
  log.action,
  log.action_privilege,
  log.action_result,
  count(*) AS events,
  log.dt
FROM compliance_log AS log
LEFT JOIN covered_days AS days
  ON days.source = 'AUDIT_LOG'
  AND days.scope_id = log.principal_id
  AND days.day = log.event_day
WHERE log.log_type = 'AUDIT_LOG'
GROUP BY
  log.principal_id,
  log.event_day,
  days.state,
  log.actor_type,
  COALESCE(log.user_email, log.user_id, log.actor_id),
  log.action,
  log.action_privilege,
  log.action_result,
  log.dt
