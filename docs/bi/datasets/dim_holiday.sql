-- The company's days off, as the setting `holidays` lists them; without the setting there are none.
-- Grain: one row per day off and name.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  day,
  holiday
FROM dim_holiday
