-- What each user's day comes to, by user id alone: the figures that questions about people start from, narrow enough to be kept at
--   hand. With names, groups and the state of the day: usage_by_user.
-- grain: one row per workspace, UTC day and user with usage; a day without a row is not a zero, see usage_days
-- column workspace_id string: ChatGPT workspace.
-- column day date: UTC day; its figures still grow while it is pending, see usage_days.
-- column user_id string: Upstream id of the user.
-- column user_email string: E-mail as usage of that day has it; null when it gives none. For the directory's, see dim_user.
-- column threads bigint: Threads with activity. Not a distinct count once added over users or days.
-- column turns bigint: Turns. May be added up.
-- column credits decimal: Credits consumed. May be added up; never with dollars.
-- column estimated_cost_usd decimal: Estimated price of those credits in US dollars, not the invoice; null when unavailable. May
--   be added up; never with cost_usd.
-- column cost_usd decimal: Use billed natively in US dollars, apart from credits; null when unavailable. May be added up.
-- column total_tokens bigint: Text tokens; null when unavailable. May be added up.
-- column lines_added bigint: Accepted lines added by local clients; null when unavailable. May be added up.
-- column lines_committed bigint: Committed added lines attributed to Codex; null when unavailable. May be added up.
-- column total_committed_lines bigint: All committed added lines, the base of the share; null when unavailable. May be added up.
-- column dt string: The day as YYYY-MM-DD: filter on it to read less.
SELECT
  workspace_id,
  day,
  user_id,
  user_email,
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
FROM usage_user_day
