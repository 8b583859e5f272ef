-- Can I trust the figures: what is missing, and what is about to be lost?
-- look: days_until_lost is how long a missing day can still be fetched.
SELECT source, last_pulled_at, complete_days, zero_days, pending_days, missing_days, days_until_lost, held, rejects
FROM health_freshness
ORDER BY missing_days DESC, source, scope_id
