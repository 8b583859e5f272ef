-- Which tools and MCP servers fail?
-- look: A rate over few calls says little: see ended beside it.
SELECT 'tool' AS kind, tool_name AS name, sum(completed + failed) AS ended, sum(failed) AS failed,
  round(CAST(sum(failed) AS DOUBLE) / NULLIF(sum(completed + failed), 0), 3) AS failure_rate
FROM security_tools_day
GROUP BY tool_name
UNION ALL
SELECT 'mcp' AS kind, mcp_name AS name, sum(results) AS ended, sum(errors) AS failed,
  round(CAST(sum(errors) AS DOUBLE) / NULLIF(sum(results), 0), 3) AS failure_rate
FROM security_mcp_day
GROUP BY mcp_name
ORDER BY failed DESC, name
