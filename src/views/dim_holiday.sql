-- The company's days off, as the setting `holidays` lists them; without the setting there are none.
-- grain: one row per day off and name
-- column day date: The day off.
-- column holiday string: What people call it.
SELECT day, holiday
FROM (VALUES (DATE '2025-01-01', '')) AS days_off (day, holiday)
WHERE holiday <> ''
