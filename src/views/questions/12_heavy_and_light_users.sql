-- How is use spread: a few heavy users, or many?
-- look: Compare the median with the mean, and see what the top tenth has of the whole.
SELECT figure, users, round(mean, 1) AS mean, p10, p50, p90, maximum, round(top_tenth_share, 2) AS top_tenth_share
FROM depth_distribution
ORDER BY figure
