-- How many people use it day by day, and is it becoming a habit?
-- look: Stickiness above 0.4 on workdays means most people come back nearly daily; a day that is pending or missing is not a drop.
SELECT day, state, active_users, active_users_7d, active_users_28d, final_days_28d, round(stickiness, 2) AS stickiness
FROM adoption_day
ORDER BY day DESC
LIMIT 14
