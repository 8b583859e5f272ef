import type { Day } from '../tables/utc-day.ts';

/** What the demo shows of a lake as of a day: the first questions people ask. */
export function headlinesOf(today: Day): readonly { readonly title: string; readonly sql: string }[] {
  return [
    {
      title: 'Who uses it: the last five full weeks',
      sql: `SELECT date_trunc('week', day)::DATE AS week, count(DISTINCT user_id) AS users, sum(turns)::BIGINT AS turns,
        round(sum(credits), 0)::BIGINT AS credits, sum(lines_added)::BIGINT AS lines_added
      FROM usage_user_day
      WHERE day < date_trunc('week', DATE '${today}')
      GROUP BY 1 ORDER BY 1 DESC LIMIT 5`,
    },
    {
      title: 'Where: surfaces by turns',
      sql: `SELECT client_id, count(DISTINCT user_id) AS users, sum(turns)::BIGINT AS turns, round(sum(credits), 0)::BIGINT AS credits
      FROM usage_user_client_day GROUP BY 1 ORDER BY turns DESC LIMIT 5`,
    },
    {
      title: 'Does code review help: comments on pull requests merged in the last 30 days',
      sql: `SELECT sum(comments_merged)::BIGINT AS comments, sum(comments_engaged)::BIGINT AS engaged,
        round(100.0 * sum(comments_engaged) / nullif(sum(comments_merged), 0), 1) AS "engaged %",
        round(100.0 * sum(comments_upvoted) / nullif(sum(comments_merged), 0), 1) AS "upvoted %"
      FROM code_review_responses_day
      WHERE day > DATE '${today}' - 30`,
    },
    {
      title: 'What happened: events in the logs',
      sql: `SELECT event_type, count(*) AS events, count(DISTINCT user_id) AS users
      FROM codex_log GROUP BY 1 ORDER BY events DESC LIMIT 5`,
    },
  ];
}
