/** What the demo shows of its lake: the first questions people ask, of the views. */
export const HEADLINES: readonly { readonly title: string; readonly sql: string }[] = [
  {
    title: 'Who uses it: the last five weeks that are over',
    sql: `SELECT iso_week AS week, active_users AS users, new_users AS new, returning_users AS "back again", lost_users AS lost
      FROM adoption_week WHERE is_final ORDER BY week_start DESC LIMIT 5`,
  },
  {
    title: 'Where: surfaces by turns, in the last of those weeks',
    sql: `SELECT surface, active_users AS users, turns, round(100 * share_of_turns, 1) AS "% of turns"
      FROM adoption_surface_week WHERE week_start = (SELECT max(last_final_week) FROM usage_as_of) ORDER BY turns DESC LIMIT 5`,
  },
  {
    title: 'What it costs: credits by month, and where the month is heading',
    sql: `SELECT month, final_days AS "final days", round(credits, 0) AS credits, round(forecast_credits, 0) AS forecast
      FROM spend_month ORDER BY month DESC LIMIT 3`,
  },
  {
    title: 'Does code review help: comments on pull requests merged, by week',
    sql: `SELECT week_start AS "week of", comments_merged AS comments, round(100 * engaged_rate, 1) AS "engaged %",
        round(100 * upvoted_rate, 1) AS "upvoted %"
      FROM review_response_week WHERE final_days = 7 ORDER BY week_start DESC LIMIT 5`,
  },
  {
    title: 'What happened: events in the logs',
    sql: `SELECT event_type, count(*) AS events, count(DISTINCT user_id) AS users
      FROM codex_log GROUP BY 1 ORDER BY events DESC LIMIT 5`,
  },
];
