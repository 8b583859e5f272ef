-- The calendar, UTC: weekday, ISO week, month, quarter.
-- grain: one row per day from 2025 to 2034
-- column day date: UTC day.
-- column iso_weekday bigint: Day of the week, 1 Monday to 7 Sunday.
-- column weekday string: Its English name, Monday to Sunday.
-- column is_weekend boolean: Whether it is a Saturday or Sunday.
-- column holiday string: Name of the day off, see dim_holiday; null on other days.
-- column is_workday boolean: Whether it is neither weekend nor a day off.
-- column week_start date: Monday of its ISO week.
-- column iso_week string: Its ISO week, as 2026-W47; belongs to the year of the week's Thursday.
-- column month_start date: First day of its month.
-- column month string: Its month, as 2026-11.
-- column quarter string: Its quarter, as 2026-Q4.
-- column year bigint: Its calendar year. Not for adding up.
WITH digits (digit) AS (
  VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)
),
days AS (
  SELECT
    CAST(
      DATE '2025-01-01'
      + INTERVAL '1' DAY * (ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit)
      AS DATE
    ) AS day
  FROM digits AS ones
  CROSS JOIN digits AS tens
  CROSS JOIN digits AS hundreds
  CROSS JOIN digits AS thousands
  WHERE thousands.digit < 4
),
weeks AS (
  SELECT
    day,
    CAST(date_trunc('week', day) AS DATE) AS week_start,
    CAST(date_trunc('month', day) AS DATE) AS month_start
  FROM days
  WHERE day < DATE '2035-01-01'
),
numbered AS (
  SELECT
    day,
    week_start,
    month_start,
    date_diff('day', week_start, day) + 1 AS iso_weekday,
    CAST(week_start + INTERVAL '3' DAY AS DATE) AS thursday
  FROM weeks
)
SELECT
  numbered.day,
  numbered.iso_weekday,
  CASE numbered.iso_weekday
    WHEN 1 THEN 'Monday'
    WHEN 2 THEN 'Tuesday'
    WHEN 3 THEN 'Wednesday'
    WHEN 4 THEN 'Thursday'
    WHEN 5 THEN 'Friday'
    WHEN 6 THEN 'Saturday'
    ELSE 'Sunday'
  END AS weekday,
  numbered.iso_weekday >= 6 AS is_weekend,
  days_off.holiday,
  numbered.iso_weekday < 6 AND days_off.holiday IS NULL AS is_workday,
  numbered.week_start,
  CAST(year(numbered.thursday) AS VARCHAR) || '-W' || lpad(CAST(week(numbered.day) AS VARCHAR), 2, '0') AS iso_week,
  numbered.month_start,
  substr(CAST(numbered.day AS VARCHAR), 1, 7) AS month,
  CAST(year(numbered.day) AS VARCHAR) || '-Q' || CAST(quarter(numbered.day) AS VARCHAR) AS quarter,
  year(numbered.day) AS year
FROM numbered
LEFT JOIN (SELECT day, min(holiday) AS holiday FROM dim_holiday GROUP BY day) AS days_off ON days_off.day = numbered.day
