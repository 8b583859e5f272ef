-- Who uses the most credits this month?
-- look: High use is not waste: look at lines and turns beside it before you ask.
SELECT month, person, group_name, days_used, credits, estimated_cost_usd
FROM spend_user_month
WHERE month = (SELECT max(month) FROM spend_month)
ORDER BY credits DESC, person
LIMIT 10
