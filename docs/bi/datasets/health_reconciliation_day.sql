-- Do the figures agree: credits of users against the workspace's total, its models and clients, and what COSTS bills for Codex.
-- Grain: one row per workspace and UTC day.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  users_credits,
  workspace_credits,
  clients_credits,
  models_credits,
  costs_credits,
  users_difference,
  costs_difference,
  explanation,
  dt,
  workspace_cost_usd,
  costs_cost_usd,
  cost_usd_difference
FROM health_reconciliation_day
