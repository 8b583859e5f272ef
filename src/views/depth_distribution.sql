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
WITH figures (figure) AS (
  VALUES ('turns'), ('credits'), ('days_used'), ('lines_added')
),
amounts AS (
  SELECT
    used.workspace_id,
    used.last_final_day,
    figures.figure,
    CASE figures.figure
      WHEN 'turns' THEN CAST(used.turns AS DOUBLE)
      WHEN 'credits' THEN CAST(used.credits AS DOUBLE)
      WHEN 'days_used' THEN CAST(used.days_used AS DOUBLE)
      ELSE CAST(used.lines_added AS DOUBLE)
    END AS amount
  FROM depth_user_28d AS used
  CROSS JOIN figures
),
placed AS (
  SELECT
    workspace_id, last_final_day, figure, amount,
    cume_dist() OVER (PARTITION BY workspace_id, figure ORDER BY amount) AS position
  FROM amounts
  WHERE amount IS NOT NULL
),
marked AS (
  SELECT
    workspace_id, last_final_day, figure, amount, position,
    min(CASE WHEN position >= 0.9 THEN amount END) OVER (PARTITION BY workspace_id, figure) AS p90
  FROM placed
)
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
  p90,
  min(amount) FILTER (WHERE position >= 0.99) AS p99,
  max(amount) AS maximum,
  COALESCE(sum(amount) FILTER (WHERE amount > p90), CAST(0 AS DOUBLE)) / NULLIF(sum(amount), 0) AS top_tenth_share
FROM marked
GROUP BY workspace_id, figure, last_final_day, p90
