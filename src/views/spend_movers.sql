-- Whose spend moved most: each person's credits in the latest 7 final days against the 7 days before.
-- grain: one row per workspace and user with usage in those 14 days
-- column workspace_id string: ChatGPT workspace.
-- column user_id string: Upstream id of the user.
-- column person string: E-mail, or the user's id when there is none.
-- column group_name string: The user's group, see dim_user; null when none.
-- column last_final_day date: Day the 14 days end with.
-- column final_days bigint: Days of the 14 that are final; with fewer the two weeks do not compare.
-- column credits decimal: Credits in the latest 7 days; 0 without usage. May be added up; never with dollars.
-- column previous_credits decimal: Credits in the 7 days before; 0 without usage. May be added up.
-- column change_credits decimal: The difference. May be added up.
-- column change_share double: The difference as a share of previous_credits; null when those are 0. Never average it.
-- column rank_up bigint: Place among those whose credits grew most, 1 the most; equal changes share a place.
-- column rank_down bigint: Place among those whose credits fell most.
WITH weeks AS (
  SELECT
    usage_days.workspace_id,
    usage_as_of.last_final_day,
    usage_days.day,
    usage_days.is_final,
    usage_days.day > CAST(usage_as_of.last_final_day - INTERVAL '7' DAY AS DATE) AS is_latest
  FROM usage_days
  JOIN usage_as_of
    ON usage_as_of.workspace_id = usage_days.workspace_id
    AND usage_days.day <= usage_as_of.last_final_day
    AND usage_days.day > CAST(usage_as_of.last_final_day - INTERVAL '14' DAY AS DATE)
),
totals AS (
  SELECT workspace_id, count(*) FILTER (WHERE is_final) AS final_days FROM weeks GROUP BY workspace_id
),
spent AS (
  SELECT
    usage.workspace_id,
    usage.user_id,
    weeks.last_final_day,
    CAST(sum(CASE WHEN weeks.is_latest THEN usage.credits ELSE 0 END) AS DECIMAL(18,6)) AS credits,
    CAST(sum(CASE WHEN weeks.is_latest THEN 0 ELSE usage.credits END) AS DECIMAL(18,6)) AS previous_credits
  FROM usage_user_figures AS usage
  JOIN weeks ON weeks.workspace_id = usage.workspace_id AND weeks.day = usage.day
  GROUP BY usage.workspace_id, usage.user_id, weeks.last_final_day
)
SELECT
  spent.workspace_id,
  spent.user_id,
  COALESCE(dim_user.person, spent.user_id) AS person,
  dim_user.group_name,
  spent.last_final_day,
  totals.final_days,
  spent.credits,
  spent.previous_credits,
  CAST(spent.credits - spent.previous_credits AS DECIMAL(18,6)) AS change_credits,
  CAST(spent.credits - spent.previous_credits AS DOUBLE) / NULLIF(CAST(spent.previous_credits AS DOUBLE), 0) AS change_share,
  rank() OVER (PARTITION BY spent.workspace_id ORDER BY spent.credits - spent.previous_credits DESC) AS rank_up,
  rank() OVER (PARTITION BY spent.workspace_id ORDER BY spent.credits - spent.previous_credits) AS rank_down
FROM spent
JOIN totals ON totals.workspace_id = spent.workspace_id
LEFT JOIN dim_user ON dim_user.workspace_id = spent.workspace_id AND dim_user.user_id = spent.user_id
