-- Which groups people belong to, for chargeback: as the COSTS log names them, the only place upstream tells groups.
-- grain: one row per user and group
-- column user_id string: Upstream id of the user.
-- column group_name string: Name of the group.
-- column first_day date: First UTC day a cost of the user named the group.
-- column last_day date: Latest such day.
-- column is_current boolean: Whether the user's latest cost named it. People can be in several groups: adding over groups counts
--   them more than once.
WITH lists AS (
  SELECT payer_user_id AS user_id, payer_groups, min(cost_day) AS first_day, max(cost_day) AS last_day
  FROM costs_hour
  WHERE payer_user_id IS NOT NULL AND payer_groups IS NOT NULL
  GROUP BY payer_user_id, payer_groups
),
named AS (
  SELECT lists.user_id, in_list.group_name, min(lists.first_day) AS first_day, max(lists.last_day) AS last_day
  FROM lists
  CROSS JOIN UNNEST(regexp_extract_all(lists.payer_groups, '"name"\s*:\s*"((?:[^"\\]|\\.)*)"', 1)) AS in_list (group_name)
  GROUP BY lists.user_id, in_list.group_name
)
SELECT
  user_id,
  group_name,
  first_day,
  last_day,
  last_day = max(last_day) OVER (PARTITION BY user_id) AS is_current
FROM named
