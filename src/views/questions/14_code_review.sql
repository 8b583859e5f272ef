-- Does code review help: how severe are comments, and what do people do with them?
-- look: Held and merged are different pull requests: rates of answers are over comments merged only.
SELECT held.week_start, held.final_days, held.reviews, round(held.comments_per_review, 2) AS comments_per_review,
  round(held.p0_share, 3) AS p0_share, merged.comments_merged, round(merged.engaged_rate, 3) AS engaged_rate,
  round(merged.upvoted_rate, 3) AS upvoted_rate, round(merged.downvoted_rate, 3) AS downvoted_rate
FROM review_week AS held
JOIN review_response_week AS merged ON merged.workspace_id = held.workspace_id AND merged.week_start = held.week_start
ORDER BY held.week_start DESC
LIMIT 8
