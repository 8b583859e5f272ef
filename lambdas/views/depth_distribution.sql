-- How use is spread over people: percentiles of the last 28 final days, so that a few heavy users do not speak for all.
-- grain: one row per workspace and figure: turns, credits, days_used, lines_added
-- column workspace_id string: ChatGPT workspace.
-- column figure string: Figure of depth_user_28d the row is about.
-- column last_final_day date: Day the 28 days end with.
-- column users bigint: People with usage and with the figure: the base. Not to be added over figures.
-- column mean double: Mean of the figure over those people.
-- column p10 double: A tenth of the people have this or less.
-- column p25 double: A quarter of the people have this or less.
-- column p50 double: The median: half of the people have this or less.
-- column p75 double: Three quarters of the people have this or less.
-- column p90 double: Nine tenths of the people have this or less.
-- column p99 double: Of a hundred people 99 have this or less.
-- column maximum double: Most anyone has.
-- column top_tenth_share double: Share of the whole that the people above p90 have, 0 to 1; null when the whole is 0.
WITH figures AS (
  SELECT workspace_id, last_final_day, 'turns' AS figure, CAST(turns AS DOUBLE) AS amount FROM depth_user_28d
  UNION ALL
  SELECT workspace_id, last_final_day, 'credits' AS figure, CAST(credits AS DOUBLE) AS amount FROM depth_user_28d
  UNION ALL
  SELECT workspace_id, last_final_day, 'days_used' AS figure, CAST(days_used AS DOUBLE) AS amount FROM depth_user_28d
  UNION ALL
  SELECT workspace_id, last_final_day, 'lines_added' AS figure, CAST(lines_added AS DOUBLE) AS amount FROM depth_user_28d
),
placed AS (
  SELECT
    workspace_id, last_final_day, figure, amount,
    cume_dist() OVER (PARTITION BY workspace_id, figure ORDER BY amount) AS position
  FROM figures
  WHERE amount IS NOT NULL
),
percentiles AS (
  SELECT
    workspace_id,
    figure,
    last_final_day,
    count(*) AS users,
    avg(amount) AS mean,
    min(amount) FILTER (WHERE position >= 0.1) AS p10,
    min(amount) FILTER (WHERE position >= 0.25) AS p25,
    min(amount) FILTER (WHERE position >= 0.5) AS p50,
    min(amount) FILTER (WHERE position >= 0.75) AS p75,
    min(amount) FILTER (WHERE position >= 0.9) AS p90,
    min(amount) FILTER (WHERE position >= 0.99) AS p99,
    max(amount) AS maximum
  FROM placed
  GROUP BY workspace_id, figure, last_final_day
)
SELECT
  percentiles.workspace_id,
  percentiles.figure,
  percentiles.last_final_day,
  percentiles.users,
  percentiles.mean,
  percentiles.p10,
  percentiles.p25,
  percentiles.p50,
  percentiles.p75,
  percentiles.p90,
  percentiles.p99,
  percentiles.maximum,
  COALESCE(sum(placed.amount) FILTER (WHERE placed.amount > percentiles.p90), CAST(0 AS DOUBLE)) / NULLIF(sum(placed.amount), 0)
    AS top_tenth_share
FROM percentiles
JOIN placed ON placed.workspace_id = percentiles.workspace_id AND placed.figure = percentiles.figure
GROUP BY
  percentiles.workspace_id,
  percentiles.figure,
  percentiles.last_final_day,
  percentiles.users,
  percentiles.mean,
  percentiles.p10,
  percentiles.p25,
  percentiles.p50,
  percentiles.p75,
  percentiles.p90,
  percentiles.p99,
  percentiles.maximum
