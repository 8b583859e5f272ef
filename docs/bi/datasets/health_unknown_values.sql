-- What upstream says that nobody here knows yet: clients, kinds of events, models it does not name, units, and fields without a column.
-- Grain: one row per table, column and value, or field.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  table_name,
  column_name,
  value,
  records,
  first_day,
  last_day
FROM health_unknown_values
