-- Where do people use it: CLI, IDE, web?
-- look: The share of turns of the latest final week; Unknown means a client nobody has sorted yet.
SELECT week_start, surface, active_users, turns, round(share_of_turns, 3) AS share_of_turns
FROM adoption_surface_week
WHERE week_start = (SELECT max(last_final_week) FROM usage_as_of)
ORDER BY turns DESC, surface
