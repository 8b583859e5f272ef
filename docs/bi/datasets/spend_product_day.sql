-- What the organization's COSTS log bills by product and day, in credits and in dollars: beside those of usage, never added to them.
-- Grain: one row per organization, UTC day and product with costs; days that are pending or missing have one row with product null.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  organization_id,
  day,
  state,
  product,
  cost_credits,
  estimated_cost_usd,
  users,
  cost_usd,
  other_records
FROM spend_product_day
