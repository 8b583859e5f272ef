-- Whose seat is not used?
-- look: People who never used it first, then those who stopped longest ago.
SELECT person, group_name, role, joined_at, last_used_day
FROM dim_user
WHERE has_seat
  AND (last_used_day IS NULL OR last_used_day <= (SELECT CAST(max(last_final_day) - INTERVAL '28' DAY AS DATE) FROM usage_as_of))
ORDER BY last_used_day NULLS FIRST, person
LIMIT 50
