-- Which tools Codex runs and how often they fail.
-- Grain: one row per workspace, UTC day, kind and name of tool with calls that ended.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  tool_type,
  tool_name,
  completed,
  failed,
  failure_rate,
  users,
  dt
FROM security_tools_day
