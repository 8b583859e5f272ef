/** What a figure obeys: the range and group chosen, the range only, or nothing, as its view is about a fixed window. */
export type Obeys = 'range and group' | 'group' | 'range' | 'nothing';

/** One figure of the page: a chart or a table, drawn by the page's script into the place that has its id. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  /** What a reader wants to know when they look at it. */
  readonly question: string;
  readonly obeys: Obeys;
  /** Where its words come from: columns of views, whose headers say what they mean. */
  readonly defined: readonly { readonly view: string; readonly columns: readonly string[] }[];
  /** Takes the whole width where others stand in pairs. */
  readonly wide?: boolean;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** The figures at the top, each with the column that says what it is. */
export interface Headline {
  readonly id: string;
  readonly title: string;
  readonly view: string;
  readonly columns: readonly string[];
}

export const HEADLINES: readonly Headline[] = [
  { id: 'active', title: 'Active people', view: 'adoption_day', columns: ['active_users_28d'] },
  { id: 'turns', title: 'Turns', view: 'usage_by_user', columns: ['turns'] },
  { id: 'turns-per-person', title: 'Turns per active person', view: 'usage_by_user', columns: ['turns'] },
  { id: 'credits', title: 'Credits', view: 'usage_by_user', columns: ['credits'] },
  {
    id: 'credits-per-person',
    title: 'Credits per active person',
    view: 'usage_by_user',
    columns: ['credits'],
  },
  { id: 'dollars', title: 'Estimated cost', view: 'usage_by_user', columns: ['estimated_cost_usd'] },
  { id: 'lines', title: 'Lines accepted', view: 'usage_by_user', columns: ['lines_added'] },
  {
    id: 'committed',
    title: 'Committed lines by Codex',
    view: 'usage_by_user',
    columns: ['lines_committed', 'total_committed_lines'],
  },
];

export const SECTIONS: readonly Section[] = [
  {
    id: 'adoption',
    title: 'Adoption',
    figures: [
      {
        id: 'active-people',
        title: 'Active people',
        question: 'How many people use Codex?',
        obeys: 'range and group',
        defined: [
          { view: 'adoption_day', columns: ['state', 'active_users', 'active_users_7d', 'active_users_28d'] },
        ],
        wide: true,
      },
      {
        id: 'comers',
        title: 'Who came, stayed and left',
        question: 'Does the circle of users grow?',
        obeys: 'nothing',
        defined: [
          {
            view: 'adoption_week',
            columns: ['is_final', 'new_users', 'retained_users', 'returning_users', 'lost_users'],
          },
        ],
      },
      {
        id: 'cohorts',
        title: 'Weeks after the first use',
        question: 'Do people stay?',
        obeys: 'nothing',
        defined: [
          {
            view: 'adoption_cohort_week',
            columns: ['cohort_week', 'weeks_since', 'cohort_users', 'active_users', 'retention'],
          },
        ],
      },
      {
        id: 'surfaces',
        title: 'Where people use it',
        question: 'Which surfaces take the turns?',
        obeys: 'range and group',
        defined: [
          { view: 'usage_by_surface', columns: ['surface', 'turns'] },
          { view: 'adoption_surface_week', columns: ['share_of_turns'] },
        ],
      },
      {
        id: 'groups',
        title: 'Groups',
        question: 'Which groups use it, and which do not?',
        obeys: 'range and group',
        defined: [
          { view: 'usage_by_user', columns: ['group_name', 'turns', 'credits'] },
          { view: 'adoption_seats', columns: ['seats'] },
        ],
      },
    ],
  },
  {
    id: 'depth',
    title: 'Depth of use',
    figures: [
      {
        id: 'hours',
        title: 'When people work with it',
        question: 'At which hours of the week are prompts sent?',
        obeys: 'range',
        defined: [{ view: 'depth_hour', columns: ['state', 'iso_weekday', 'hour', 'prompts'] }],
      },
      {
        id: 'spread',
        title: 'Heavy and light users',
        question: 'How is use spread over people?',
        obeys: 'group',
        defined: [{ view: 'depth_user_28d', columns: ['last_final_day', 'turns', 'segment'] }],
      },
      {
        id: 'quality',
        title: 'How it is used',
        question: 'Do threads get longer, is the cache used, does the work get committed?',
        obeys: 'range',
        defined: [
          {
            view: 'depth_day',
            columns: ['turns_per_thread', 'cached_input_share', 'fast_credit_share', 'committed_share'],
          },
        ],
        wide: true,
      },
      {
        id: 'people',
        title: 'People',
        question: 'Who uses it most?',
        obeys: 'group',
        defined: [
          {
            view: 'depth_user_28d',
            columns: [
              'person',
              'group_name',
              'last_final_day',
              'days_used',
              'turns',
              'credits',
              'lines_added',
              'segment',
            ],
          },
        ],
        wide: true,
      },
    ],
  },
  {
    id: 'spend',
    title: 'Spend',
    figures: [
      {
        id: 'credits-by-model',
        title: 'Credits by model',
        question: 'What do the credits go to?',
        obeys: 'range and group',
        defined: [{ view: 'usage_by_model', columns: ['state', 'model', 'speed', 'credits'] }],
        wide: true,
      },
      {
        id: 'months',
        title: 'Months',
        question: 'Where is this month heading?',
        obeys: 'nothing',
        defined: [
          {
            view: 'spend_month',
            columns: ['credits', 'final_days', 'credits_per_day', 'forecast_credits', 'forecast_method'],
          },
        ],
      },
      {
        id: 'products',
        title: 'Billed by product',
        question: 'What does the COSTS log bill, in credits and in dollars, beside usage?',
        obeys: 'range',
        defined: [
          {
            view: 'spend_product_day',
            columns: ['state', 'product', 'cost_credits', 'cost_usd', 'other_records'],
          },
        ],
      },
      {
        id: 'movers',
        title: 'Top movers',
        question: 'Whose spend moved most in a week?',
        obeys: 'group',
        defined: [
          {
            view: 'spend_movers',
            columns: [
              'person',
              'group_name',
              'last_final_day',
              'credits',
              'previous_credits',
              'change_credits',
            ],
          },
        ],
        wide: true,
      },
    ],
  },
  {
    id: 'review',
    title: 'Code review',
    figures: [
      {
        id: 'comments',
        title: 'Comments by severity',
        question: 'What does Codex find in pull requests?',
        obeys: 'range',
        defined: [
          {
            view: 'review_day',
            columns: ['state', 'reviews', 'comments', 'comments_p0', 'comments_p1', 'comments_p2'],
          },
        ],
      },
      {
        id: 'responses',
        title: 'What people make of the comments',
        question: 'Do people engage with comments on the pull requests they merge?',
        obeys: 'nothing',
        defined: [
          {
            view: 'review_response_day',
            columns: [
              'comments_merged',
              'comments_engaged',
              'comments_upvoted',
              'comments_downvoted',
              'comments_replied',
            ],
          },
        ],
      },
    ],
  },
  {
    id: 'security',
    title: 'Security and governance',
    figures: [
      {
        id: 'signins',
        title: 'Sign-ins',
        question: 'How many sign-ins succeeded each day?',
        obeys: 'range',
        defined: [{ view: 'security_signins_day', columns: ['state', 'signins'] }],
      },
      {
        id: 'tools',
        title: 'Tools that fail',
        question: 'Which tools does Codex run, and how often do they fail?',
        obeys: 'range',
        defined: [
          {
            view: 'security_tools_day',
            columns: ['tool_type', 'tool_name', 'completed', 'failed', 'failure_rate'],
          },
        ],
      },
      {
        id: 'odd',
        title: 'Odd sign-ins',
        question: 'What should a reviewer look at first?',
        obeys: 'range',
        defined: [
          {
            view: 'security_odd_events',
            columns: [
              'event_time',
              'person',
              'action',
              'client_country',
              'is_out_of_hours',
              'is_new_country',
            ],
          },
        ],
        wide: true,
      },
    ],
  },
  {
    id: 'trust',
    title: 'Can these figures be trusted?',
    figures: [
      {
        id: 'coverage',
        title: 'Days that are here',
        question: 'Which days of which source are complete?',
        obeys: 'range',
        defined: [{ view: 'covered_days', columns: ['source', 'state'] }],
        wide: true,
      },
      {
        id: 'agreement',
        title: 'Do the figures agree?',
        question: 'Do users add up to the total of the workspace, and to what is billed?',
        obeys: 'range',
        defined: [
          {
            view: 'health_reconciliation_day',
            columns: [
              'state',
              'users_credits',
              'workspace_credits',
              'costs_credits',
              'workspace_cost_usd',
              'costs_cost_usd',
              'explanation',
            ],
          },
        ],
        wide: true,
      },
    ],
  },
];
