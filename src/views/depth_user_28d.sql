-- Who uses it heavily and who lightly: each person's use over the 28 days that end with the latest final day.
-- grain: one row per workspace and user with usage in those days
-- column workspace_id string: ChatGPT workspace.
-- column user_id string: Upstream id of the user.
-- column person string: E-mail, or the user's id when there is none.
-- column group_name string: The user's group, see dim_user; null when none.
-- column last_final_day date: Day the 28 days end with.
-- column days_used bigint: Days of those with usage. May be added up to person-days.
-- column threads bigint: Threads with activity. Not a distinct count once added.
-- column turns bigint: Turns. May be added up.
-- column turns_per_thread double: The turns by threads; null without threads. Never average it: divide sums.
-- column credits decimal: Credits consumed. May be added up; never with dollars.
-- column lines_added bigint: Accepted lines added by local clients; null when unavailable. May be added up.
-- column lines_committed bigint: Committed added lines attributed to Codex; null when unavailable. May be added up.
-- column credits_rank bigint: Place by credits in the workspace, 1 the most; equal credits share a place.
-- column turns_position double: Share of the workspace's users with as many turns or fewer, 0 to 1; 0.9 and more is the top tenth.
-- column segment string: By turns: heavy is the top tenth of the users, light the lower half, regular those between.
WITH used AS (
  SELECT
    usage.workspace_id,
    usage.user_id,
    usage_as_of.last_final_day,
    count(*) AS days_used,
    CAST(sum(usage.threads) AS BIGINT) AS threads,
    CAST(sum(usage.turns) AS BIGINT) AS turns,
    CAST(sum(usage.credits) AS DECIMAL(18,6)) AS credits,
    CAST(sum(usage.lines_added) AS BIGINT) AS lines_added,
    CAST(sum(usage.lines_committed) AS BIGINT) AS lines_committed
  FROM usage_user_figures AS usage
  JOIN usage_as_of
    ON usage_as_of.workspace_id = usage.workspace_id
    AND usage.day <= usage_as_of.last_final_day
    AND usage.day > CAST(usage_as_of.last_final_day - INTERVAL '28' DAY AS DATE)
  GROUP BY usage.workspace_id, usage.user_id, usage_as_of.last_final_day
),
placed AS (
  SELECT
    workspace_id, user_id, last_final_day, days_used, threads, turns, credits, lines_added, lines_committed,
    rank() OVER (PARTITION BY workspace_id ORDER BY credits DESC) AS credits_rank,
    cume_dist() OVER (PARTITION BY workspace_id ORDER BY turns) AS turns_position
  FROM used
)
SELECT
  placed.workspace_id,
  placed.user_id,
  COALESCE(dim_user.person, placed.user_id) AS person,
  dim_user.group_name,
  placed.last_final_day,
  placed.days_used,
  placed.threads,
  placed.turns,
  CAST(placed.turns AS DOUBLE) / NULLIF(placed.threads, 0) AS turns_per_thread,
  placed.credits,
  placed.lines_added,
  placed.lines_committed,
  placed.credits_rank,
  placed.turns_position,
  CASE WHEN placed.turns_position > 0.9 THEN 'heavy' WHEN placed.turns_position <= 0.5 THEN 'light' ELSE 'regular' END
    AS segment
FROM placed
LEFT JOIN dim_user ON dim_user.workspace_id = placed.workspace_id AND dim_user.user_id = placed.user_id
