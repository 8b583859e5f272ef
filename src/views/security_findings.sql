-- What became of the findings of Codex Security: their latest known status, from the trail of changes.
-- grain: one row per workspace and finding that was changed or patched; findings nobody touched are not in the log
-- column workspace_id string: ChatGPT workspace.
-- column finding_id string: Finding.
-- column status string: Latest status somebody gave it; null when none was given.
-- column criticality string: Latest criticality somebody gave it; null when none was given.
-- column assignee string: Latest assignee; null when none was given.
-- column patches_proposed bigint: Pull requests proposed for it. May be added up.
-- column latest_pull_request_url string: Address of the latest of them that has one; null when none.
-- column changes bigint: Changes by people. May be added up.
-- column first_event_at timestamp: Its first event in the lake, UTC.
-- column last_event_at timestamp: Its latest event, UTC.
-- column last_changed_by string: E-mail, or id, of who made the latest event; null when not a person.
WITH events AS (
  SELECT
    workspace_id, finding_id, event_type, event_time, event_id, finding_status, finding_criticality, finding_assignee_email,
    pull_request_url, COALESCE(user_email, user_id) AS person,
    row_number() OVER (PARTITION BY workspace_id, finding_id ORDER BY event_time, event_id) AS place
  FROM codex_security_log
  WHERE finding_id IS NOT NULL
)
SELECT
  workspace_id,
  finding_id,
  max_by(finding_status, place) FILTER (WHERE finding_status IS NOT NULL) AS status,
  max_by(finding_criticality, place) FILTER (WHERE finding_criticality IS NOT NULL) AS criticality,
  max_by(finding_assignee_email, place) FILTER (WHERE finding_assignee_email IS NOT NULL) AS assignee,
  count(*) FILTER (WHERE event_type = 'PROPOSED_PATCH_PR_CREATED') AS patches_proposed,
  max_by(pull_request_url, place) FILTER (WHERE pull_request_url IS NOT NULL) AS latest_pull_request_url,
  count(*) FILTER (WHERE event_type = 'SCAN_FINDING_UPDATED') AS changes,
  min(event_time) AS first_event_at,
  max(event_time) AS last_event_at,
  max_by(person, place) FILTER (WHERE person IS NOT NULL) AS last_changed_by
FROM events
GROUP BY workspace_id, finding_id
