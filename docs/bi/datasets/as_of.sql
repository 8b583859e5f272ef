-- As of when the lake speaks: what views use in the place of today, so that an old copy of a lake answers as it did then.
-- Grain: one row.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  as_of,
  as_of_day
FROM as_of
