-- Who used Codex on which day, with their group: the facts most questions about people start from.
-- Grain: one row per workspace, UTC day and user with usage; a day without a row is not a zero, see usage_days.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  user_id,
  person,
  group_name,
  threads,
  turns,
  credits,
  estimated_cost_usd,
  cost_usd,
  total_tokens,
  lines_added,
  lines_committed,
  total_committed_lines,
  dt
FROM usage_by_user
