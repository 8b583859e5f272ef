-- Is it used more deeply: longer threads, more accepted code?
-- look: Weeks are sums divided by sums, never means of days; only final days count.
SELECT dim_date.iso_week, count(*) FILTER (WHERE depth_day.is_final) AS final_days,
  round(CAST(sum(depth_day.turns) AS DOUBLE) / NULLIF(sum(depth_day.threads), 0), 2) AS turns_per_thread,
  sum(depth_day.lines_added) AS lines_added,
  round(CAST(sum(depth_day.lines_committed) AS DOUBLE) / NULLIF(sum(depth_day.total_committed_lines), 0), 3) AS committed_share
FROM depth_day
JOIN dim_date ON dim_date.day = depth_day.day
WHERE depth_day.is_final
GROUP BY dim_date.iso_week
ORDER BY dim_date.iso_week DESC
LIMIT 8
