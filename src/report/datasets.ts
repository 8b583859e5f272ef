/** What the SQL of a dataset is written for. */
interface Period {
  /** First UTC day that is asked for, `YYYY-MM-DD`. */
  readonly since: string;
  /** SQL expression over `group_name`; folds the small groups when there are very many. */
  readonly group: string;
}

interface Dataset {
  readonly name: string;
  /** One SELECT over views only, that Trino and DuckDB read alike, in a fixed order. */
  readonly sql: (period: Period) => string;
}

const USAGE = (group: string) => `workspace_id, dt AS day, ${group} AS group_name`;

/**
 * Everything the page is made of. Figures come by day and group, so that the page itself adds up any range of any group; what
 * cannot be added (people) comes as one bit a day for each person, who has a number here and no name.
 */
export const DATASETS: readonly Dataset[] = [
  {
    name: 'days',
    sql: ({ since }) =>
      `SELECT workspace_id, dt AS day, state FROM usage_days WHERE dt >= '${since}' ORDER BY 1, 2`,
  },
  {
    name: 'people',
    sql: ({ since, group }) => `
      SELECT
        used.workspace_id,
        dense_rank() OVER (ORDER BY used.user_id) AS person,
        ${group} AS group_name,
        dim_date.month,
        CAST(sum(CAST(power(2, day(dim_date.day) - 1) AS BIGINT)) AS BIGINT) AS days
      FROM usage_user_week AS used
      JOIN dim_date
        ON dim_date.week_start = used.week_start AND strpos(used.weekdays, CAST(dim_date.iso_weekday AS VARCHAR)) > 0
      LEFT JOIN dim_user ON dim_user.workspace_id = used.workspace_id AND dim_user.user_id = used.user_id
      WHERE dim_date.day >= DATE '${since}'
      GROUP BY used.workspace_id, used.user_id, ${group}, dim_date.month
      ORDER BY 1, 2, 4`,
  },
  {
    name: 'usage',
    sql: ({ since, group }) => `
      SELECT
        ${USAGE(group)},
        count(*) AS active_users,
        CAST(sum(threads) AS BIGINT) AS threads,
        CAST(sum(turns) AS BIGINT) AS turns,
        CAST(sum(credits) AS DOUBLE) AS credits,
        CAST(sum(estimated_cost_usd) AS DOUBLE) AS estimated_cost_usd,
        CAST(sum(lines_added) AS BIGINT) AS lines_added,
        CAST(sum(lines_committed) AS BIGINT) AS lines_committed,
        CAST(sum(total_committed_lines) AS BIGINT) AS total_committed_lines
      FROM usage_by_user
      WHERE dt >= '${since}'
      GROUP BY workspace_id, dt, ${group}
      ORDER BY 1, 2, 3`,
  },
  {
    name: 'surfaces',
    sql: ({ since, group }) => `
      SELECT ${USAGE(group)}, surface, CAST(sum(turns) AS BIGINT) AS turns
      FROM usage_by_surface
      WHERE dt >= '${since}'
      GROUP BY workspace_id, dt, ${group}, surface
      ORDER BY 1, 2, 3, 4`,
  },
  {
    name: 'models',
    sql: ({ since, group }) => `
      SELECT ${USAGE(group)}, model, speed, CAST(sum(credits) AS DOUBLE) AS credits
      FROM usage_by_model
      WHERE dt >= '${since}'
      GROUP BY workspace_id, dt, ${group}, model, speed
      ORDER BY 1, 2, 3, 4, 5`,
  },
  {
    name: 'weeks',
    sql: ({ since }) => `
      SELECT workspace_id, CAST(week_start AS VARCHAR) AS week, final_days, is_final, active_users,
        new_users, retained_users, returning_users, lost_users
      FROM adoption_week
      WHERE week_start >= DATE '${since}'
      ORDER BY 1, 2`,
  },
  {
    name: 'cohorts',
    sql: ({ since }) => `
      SELECT workspace_id, CAST(cohort_week AS VARCHAR) AS cohort, is_first_week, weeks_since, cohort_users, active_users
      FROM adoption_cohort_week
      WHERE cohort_week >= DATE '${since}'
      ORDER BY 1, 2, 4`,
  },
  {
    name: 'seats',
    sql: ({ group }) => `
      SELECT workspace_id, ${group} AS group_name, CAST(sum(seats) AS BIGINT) AS seats,
        CAST(sum(active_seats_28d) AS BIGINT) AS active_seats_28d, CAST(sum(never_used) AS BIGINT) AS never_used
      FROM adoption_seats
      GROUP BY workspace_id, ${group}
      ORDER BY 1, 2`,
  },
  {
    name: 'hours',
    sql: ({ since }) => `
      SELECT workspace_id, dt AS day, state, hour, prompts
      FROM depth_hour
      WHERE dt >= '${since}'
      ORDER BY 1, 2, 4`,
  },
  {
    name: 'depth',
    sql: ({ since }) => `
      SELECT workspace_id, dt AS day, state, turns_per_thread, cached_input_share, fast_credit_share, committed_share
      FROM depth_day
      WHERE dt >= '${since}'
      ORDER BY 1, 2`,
  },
  {
    name: 'heavy',
    sql: ({ group }) => `
      SELECT workspace_id, person, ${group} AS group_name, days_used, turns, CAST(credits AS DOUBLE) AS credits, lines_added,
        segment, credits_rank
      FROM depth_user_28d
      WHERE credits_rank <= 2000
      ORDER BY credits_rank, person`,
  },
  {
    name: 'months',
    sql: () => `
      SELECT workspace_id, month, days_in_month, final_days, is_final, CAST(credits AS DOUBLE) AS credits,
        CAST(estimated_cost_usd AS DOUBLE) AS estimated_cost_usd, forecast_credits, forecast_estimated_cost_usd,
        forecast_method
      FROM spend_month
      ORDER BY 1, 2`,
  },
  {
    name: 'movers',
    sql: ({ group }) => `
      SELECT workspace_id, person, ${group} AS group_name, final_days, CAST(credits AS DOUBLE) AS credits,
        CAST(previous_credits AS DOUBLE) AS previous_credits, CAST(change_credits AS DOUBLE) AS change_credits
      FROM spend_movers
      WHERE rank_up <= 100 OR rank_down <= 100
      ORDER BY change_credits DESC, person`,
  },
  {
    name: 'products',
    sql: ({ since }) => `
      SELECT organization_id, CAST(day AS VARCHAR) AS day, state, product, CAST(cost_credits AS DOUBLE) AS cost_credits,
        CAST(cost_usd AS DOUBLE) AS cost_usd, other_records
      FROM spend_product_day
      WHERE day >= DATE '${since}'
      ORDER BY 1, 2, 4`,
  },
  {
    name: 'coverage',
    sql: ({ since }) => `
      SELECT source, scope_id, dt AS day, state
      FROM covered_days
      WHERE dt >= '${since}'
      ORDER BY 1, 2, 3`,
  },
  {
    name: 'reviews',
    sql: ({ since }) => `
      SELECT workspace_id, dt AS day, state, reviews, comments, comments_p0, comments_p1, comments_p2
      FROM review_day
      WHERE dt >= '${since}'
      ORDER BY 1, 2`,
  },
  {
    name: 'responses',
    sql: ({ since }) => `
      SELECT workspace_id, dt AS day, state, comments_merged, comments_engaged, comments_upvoted, comments_downvoted,
        comments_replied
      FROM review_response_day
      WHERE dt >= '${since}'
      ORDER BY 1, 2`,
  },
  {
    name: 'signins',
    sql: ({ since }) => `
      SELECT workspace_id, dt AS day, state, signins FROM security_signins_day WHERE dt >= '${since}' ORDER BY 1, 2`,
  },
  {
    name: 'odd',
    sql: ({ since }) => `
      SELECT CAST(event_time AS VARCHAR) AS event_time, dt AS day, person, action, client_country, is_out_of_hours, is_new_country
      FROM security_odd_events
      WHERE dt >= '${since}'
      ORDER BY is_new_country DESC, event_time DESC, person
      LIMIT 500`,
  },
  {
    name: 'tools',
    sql: ({ since }) => `
      SELECT dt AS day, tool_type, tool_name, CAST(sum(completed) AS BIGINT) AS completed, CAST(sum(failed) AS BIGINT) AS failed
      FROM security_tools_day
      WHERE dt >= '${since}'
      GROUP BY dt, tool_type, tool_name
      ORDER BY 1, 2, 3`,
  },
  {
    name: 'agreement',
    sql: ({ since }) => `
      SELECT workspace_id, CAST(day AS VARCHAR) AS day, state, CAST(users_credits AS DOUBLE) AS users_credits,
        CAST(workspace_credits AS DOUBLE) AS workspace_credits, CAST(costs_credits AS DOUBLE) AS costs_credits,
        CAST(workspace_cost_usd AS DOUBLE) AS workspace_cost_usd, CAST(costs_cost_usd AS DOUBLE) AS costs_cost_usd, explanation
      FROM health_reconciliation_day
      WHERE dt >= '${since}' AND day >= DATE '${since}'
      ORDER BY 2 DESC, 1`,
  },
];
