-- Which groups use their seats?
-- look: A low share with many seats is where enablement pays; seats without a group are in the empty row.
SELECT group_name, seats, active_seats_28d, never_used, round(active_share_28d, 2) AS active_share_28d
FROM adoption_seats
ORDER BY seats DESC, group_name
LIMIT 20
