-- Which MCP tools are called and how often they fail.
-- Grain: one row per workspace, UTC day and MCP tool with calls or results.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  mcp_name,
  calls,
  results,
  errors,
  error_rate,
  users,
  dt
FROM security_mcp_day
