-- How people sign in: sign-ins, sign-outs and tokens of each day, from the authentication log.
-- Grain: one row per workspace and UTC day.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  workspace_id,
  day,
  state,
  signins,
  users,
  signouts,
  tokens_issued,
  tokens_revoked,
  other_events,
  dt
FROM security_signins_day
