-- Which models are used, and how much of it on the fast tier?
-- look: Models upstream does not name are `other`.
SELECT month, model, speed, active_users, credits
FROM spend_model_month
WHERE month = (SELECT max(month) FROM spend_month)
ORDER BY credits DESC, model, speed
