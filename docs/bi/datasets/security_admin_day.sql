-- What administrators did: actions of the audit log by who, what and how it ended.
-- Grain: one row per workspace, UTC day, actor, action and result.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  actor_type,
  actor,
  action,
  action_privilege,
  action_result,
  events,
  dt
FROM security_admin_day
