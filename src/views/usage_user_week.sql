-- Who used Codex in which week, and on which of its days: what figures about coming, staying and leaving start from.
-- grain: one row per workspace, user and ISO week with usage; a week without a row is not a zero, see usage_weeks
-- column workspace_id string: ChatGPT workspace.
-- column user_id string: Upstream id of the user.
-- column week_start date: Monday of the week, UTC. Whether the week is whole says usage_weeks.
-- column user_email string: E-mail as usage of that week has it; null when it gives none. For the directory's, see dim_user.
-- column first_day date: First UTC day of the week with usage.
-- column last_day date: Latest such day.
-- column days_used bigint: Days of the week with usage, pending ones too. May be added up to person-days.
-- column weekdays string: Which days those are, in order: 1 for Monday to 7 for Sunday, so that 125 is Monday, Tuesday and
--   Friday. As text, not for adding up.
WITH used AS (
  SELECT workspace_id, user_id, user_email, day, CAST(date_trunc('week', day) AS DATE) AS week_start
  FROM usage_user_figures
)
SELECT
  workspace_id,
  user_id,
  week_start,
  max(user_email) AS user_email,
  min(day) AS first_day,
  max(day) AS last_day,
  count(*) AS days_used,
  max(CASE WHEN date_diff('day', week_start, day) = 0 THEN '1' ELSE '' END)
    || max(CASE WHEN date_diff('day', week_start, day) = 1 THEN '2' ELSE '' END)
    || max(CASE WHEN date_diff('day', week_start, day) = 2 THEN '3' ELSE '' END)
    || max(CASE WHEN date_diff('day', week_start, day) = 3 THEN '4' ELSE '' END)
    || max(CASE WHEN date_diff('day', week_start, day) = 4 THEN '5' ELSE '' END)
    || max(CASE WHEN date_diff('day', week_start, day) = 5 THEN '6' ELSE '' END)
    || max(CASE WHEN date_diff('day', week_start, day) = 6 THEN '7' ELSE '' END) AS weekdays
FROM used
GROUP BY workspace_id, user_id, week_start
