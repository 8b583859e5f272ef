-- Which group is charged what?
-- look: Each person counts in one group, so the rows add up to the month; the empty group is people COSTS names none for.
SELECT month, group_name, active_users, credits, estimated_cost_usd
FROM spend_group_month
WHERE month = (SELECT max(month) FROM spend_month)
ORDER BY credits DESC, group_name
