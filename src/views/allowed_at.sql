-- What the allowlists let in, and when: for a time T, the rows with allowed_from <= T and allowed_until null or later than T.
-- grain: one row per allowlist, entry and time it stood there
-- column target string: Allowlist, such as github:my-org.
-- column prefix string: Range in CIDR notation, as it stands in the allowlist; joined with neighbours where the list is kept so.
-- column allowed_from timestamp: When the entry was seen to be there, UTC.
-- column allowed_until timestamp: When it was seen to be gone, UTC; null while it stands.
-- column ended_by string: removed (by the allowlist sync) or lost (somebody else had taken it out); null while it stands.
-- column feed_version string: Feeds that were followed when it was added, as feed@version joined by spaces.
-- column dt string: UTC day of allowed_from as YYYY-MM-DD.
SELECT
  target,
  prefix,
  changed_at AS allowed_from,
  until_at AS allowed_until,
  until_change AS ended_by,
  feed_version,
  dt
FROM (
  SELECT
    target,
    prefix,
    change,
    changed_at,
    feed_version,
    dt,
    lead(changed_at) OVER (PARTITION BY target, prefix ORDER BY revision) AS until_at,
    lead(change) OVER (PARTITION BY target, prefix ORDER BY revision) AS until_change
  FROM allowlist_changes
) AS entries
WHERE change = 'added'
