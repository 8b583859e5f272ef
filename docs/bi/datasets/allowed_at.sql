-- What the allowlists let in, and when: for a time T, the rows with allowed_from <= T and allowed_until null or later than T.
-- Grain: one row per allowlist, entry and time it stood there.
-- Made by `npm run docs`: change the view, not this file.
SELECT
  target,
  prefix,
  allowed_from,
  allowed_until,
  ended_by,
  feed_version,
  dt
FROM allowed_at
