-- Whose use changed most since the week before?
-- look: Both weeks have seven final days only when final_days is 14.
SELECT person, group_name, final_days, credits, previous_credits, change_credits
FROM spend_movers
WHERE rank_up <= 5 OR rank_down <= 5
ORDER BY change_credits DESC, person
