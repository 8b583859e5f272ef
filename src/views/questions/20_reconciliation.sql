-- Do users, workspace totals and COSTS agree?
-- look: Differences are explained in words; none of the columns is to be added to another.
SELECT day, state, users_credits, workspace_credits, costs_credits, users_difference, costs_difference, workspace_cost_usd,
  costs_cost_usd, explanation
FROM health_reconciliation_day
ORDER BY day DESC
LIMIT 10
