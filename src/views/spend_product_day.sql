-- What the organization's COSTS log bills by product and day, in credits and in dollars: beside those of usage, never added to them.
-- grain: one row per organization, UTC day and product with costs; days that are pending or missing have one row with product null
-- column organization_id string: Platform organization billed.
-- column day date: UTC day the cost is of.
-- column state string: State of that day of the COSTS log; null when not known.
-- column product string: Product, free text of upstream; null on a day without costs.
-- column cost_credits decimal: Credits billed; null while nothing is here or nothing was billed in credits, 0 on a zero day. May be
--   added over products and days; never with dollars, and never with credits of usage, which are the same work.
-- column estimated_cost_usd decimal: Estimated US dollars of the items that have them; null when none has. May be added up; never with
--   cost_usd.
-- column users bigint: Distinct people costs are booked to. Never add it.
-- column cost_usd decimal: US dollars billed, apart from credits; null while nothing is here or nothing was billed in dollars, 0 on a
--   zero day. May be added over products and days; never with credits, an estimate, or cost_usd of usage, which is the same work.
-- column other_records bigint: Records with an amount in neither credits nor dollars, which is in no figure here; see other_amounts of
--   costs_hour. Null while nothing is here. May be added up.
WITH costs AS (
  SELECT
    COALESCE(organization_id, principal_id) AS organization_id,
    cost_day,
    product,
    CAST(sum(cost_credits) AS DECIMAL(18,6)) AS cost_credits,
    CAST(sum(estimated_cost_usd) AS DECIMAL(18,6)) AS estimated_cost_usd,
    count(DISTINCT payer_user_id) AS users,
    CAST(sum(cost_usd) AS DECIMAL(18,6)) AS cost_usd,
    count(other_amounts) AS other_records
  FROM costs_hour
  GROUP BY COALESCE(organization_id, principal_id), cost_day, product
)
SELECT
  COALESCE(costs.organization_id, covered.scope_id) AS organization_id,
  COALESCE(costs.cost_day, covered.day) AS day,
  covered.state,
  costs.product,
  CASE WHEN covered.state = 'zero' THEN COALESCE(costs.cost_credits, CAST(0 AS DECIMAL(18,6))) ELSE costs.cost_credits END
    AS cost_credits,
  costs.estimated_cost_usd,
  CASE WHEN covered.state = 'zero' THEN COALESCE(costs.users, 0) ELSE costs.users END AS users,
  CASE WHEN covered.state = 'zero' THEN COALESCE(costs.cost_usd, CAST(0 AS DECIMAL(18,6))) ELSE costs.cost_usd END AS cost_usd,
  CASE WHEN covered.state = 'zero' THEN COALESCE(costs.other_records, 0) ELSE costs.other_records END AS other_records
FROM costs
FULL OUTER JOIN (SELECT scope_id, day, state FROM covered_days WHERE source = 'COSTS') AS covered
  ON covered.scope_id = costs.organization_id
  AND covered.day = costs.cost_day
