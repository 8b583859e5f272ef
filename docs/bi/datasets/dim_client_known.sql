-- Which client ids are sorted to a surface: the list dim_client adds the unknown ones to.
-- Grain: one row per client id that was known when this view was written.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  client_id,
  surface,
  client
FROM dim_client_known
