-- Which days of which source are here, and whether they can be trusted.
-- grain: one row per source, scope and UTC day upstream may have had something of
-- column source string: What is read: usage, code_reviews, a log type and so on.
-- column scope_id string: Workspace or organization it is read from.
-- column day date: UTC day.
-- column state string: One of complete; pending (too young: figures still grow); zero (upstream says nothing happened); missing
--   (not here, or not whole).
-- column is_final boolean: Whether the day's figures are not expected to change: its state is complete or zero.
-- column dt string: The day as YYYY-MM-DD, as tables are partitioned by.
SELECT
  source,
  scope_id,
  day,
  state,
  state IN ('complete', 'zero') AS is_final,
  CAST(day AS VARCHAR) AS dt
FROM coverage
