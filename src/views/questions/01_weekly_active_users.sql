-- How many people use Codex each week, and who came, stayed and left?
-- look: Weeks that are not final are still growing; compare final ones only.
SELECT iso_week, is_final, active_users, new_users, retained_users, returning_users, lost_users
FROM adoption_week
ORDER BY week_start DESC
LIMIT 8
