-- What became of the findings of Codex Security: their latest known status, from the trail of changes.
-- Grain: one row per workspace and finding that was changed or patched; findings nobody touched are not in the log.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  finding_id,
  status,
  criticality,
  assignee,
  patches_proposed,
  latest_pull_request_url,
  changes,
  first_event_at,
  last_event_at,
  last_changed_by
FROM security_findings
