-- Which surface a client id stands for: CLI, IDE, desktop, web and cloud, GitHub, Slack, SDK.
-- Grain: one row per client id that is documented, or was seen in usage.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  client_id,
  surface,
  client,
  is_known
FROM dim_client
