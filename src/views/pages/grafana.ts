import type { View } from '../view.ts';

type Draw = 'timeseries' | 'barchart' | 'table' | 'stat';

/** A panel of the dashboard: columns of one view. Its title and definition are the view's. */
interface PanelOf {
  readonly view: string;
  readonly title: string;
  readonly draw: Draw;
  readonly columns: readonly string[];
  /** Column of time, for panels over time. */
  readonly time?: string;
  /** `percentunit` for shares of 0 to 1. */
  readonly unit?: string;
  /** What comes last, such as an order and a limit. */
  readonly rest?: string;
}

const PANELS: readonly PanelOf[] = [
  {
    view: 'adoption_day',
    title: 'Active people: day, 7 days, 28 days',
    draw: 'timeseries',
    time: 'day',
    columns: ['active_users', 'active_users_7d', 'active_users_28d'],
  },
  {
    view: 'adoption_week',
    title: 'New, retained, returning and lost people by week',
    draw: 'timeseries',
    time: 'week_start',
    columns: ['new_users', 'retained_users', 'returning_users', 'lost_users'],
  },
  {
    view: 'adoption_seats',
    title: 'Seats and their use by group',
    draw: 'table',
    columns: ['group_name', 'seats', 'active_seats_28d', 'never_used', 'active_share_28d'],
    rest: 'ORDER BY seats DESC',
  },
  {
    view: 'adoption_surface_week',
    title: 'Turns by surface',
    draw: 'timeseries',
    time: 'week_start',
    columns: ['surface', 'turns'],
  },
  { view: 'depth_day', title: 'Credits a day', draw: 'timeseries', time: 'day', columns: ['credits'] },
  {
    view: 'depth_day',
    title: 'Cached input, fast tier and committed lines, as shares',
    draw: 'timeseries',
    time: 'day',
    unit: 'percentunit',
    columns: ['cached_input_share', 'fast_credit_share', 'committed_share'],
  },
  {
    view: 'spend_month',
    title: 'Months: credits and forecast',
    draw: 'table',
    columns: [
      'month',
      'final_days',
      'unknown_days',
      'credits',
      'estimated_cost_usd',
      'forecast_credits',
      'forecast_estimated_cost_usd',
    ],
    rest: 'ORDER BY month DESC',
  },
  {
    view: 'spend_movers',
    title: 'Whose credits moved most',
    draw: 'table',
    columns: ['person', 'group_name', 'credits', 'previous_credits', 'change_credits'],
    rest: 'WHERE rank_up <= 5 OR rank_down <= 5 ORDER BY change_credits DESC',
  },
  {
    view: 'review_week',
    title: 'Reviews and comments by week',
    draw: 'timeseries',
    time: 'week_start',
    columns: ['reviews', 'comments'],
  },
  {
    view: 'review_response_week',
    title: 'Answers to comments on merged pull requests',
    draw: 'timeseries',
    time: 'week_start',
    unit: 'percentunit',
    columns: ['engaged_rate', 'upvoted_rate', 'downvoted_rate', 'replied_rate'],
  },
  {
    view: 'security_signins_day',
    title: 'Sign-ins and tokens by day',
    draw: 'timeseries',
    time: 'day',
    columns: ['signins', 'users', 'tokens_issued', 'tokens_revoked'],
  },
  {
    view: 'security_odd_events',
    title: 'Sign-ins out of hours, people in new countries',
    draw: 'table',
    columns: [
      'event_time',
      'person',
      'action',
      'client_ip',
      'client_country',
      'is_out_of_hours',
      'is_new_country',
    ],
    rest: 'ORDER BY event_time DESC LIMIT 50',
  },
  {
    view: 'health_freshness',
    title: 'Coverage and freshness by source',
    draw: 'table',
    columns: [
      'source',
      'scope_id',
      'last_pulled_at',
      'complete_days',
      'zero_days',
      'pending_days',
      'missing_days',
      'days_until_lost',
      'held',
    ],
    rest: 'ORDER BY missing_days DESC, source',
  },
  {
    view: 'health_restatements',
    title: 'What upstream restated',
    draw: 'table',
    columns: ['source', 'day', 'figure', 'restated_at', 'previous_amount', 'amount', 'moved'],
    rest: 'ORDER BY restated_at DESC LIMIT 50',
  },
];

/**
 * A Grafana dashboard for the Athena data source (`grafana-athena-datasource`), to be imported as JSON. Panels over time keep to
 * Grafana's range. Throws when a panel names a view or a column that is not there.
 */
export function grafanaDashboard(views: readonly View[]): string {
  const panels = PANELS.map((panel, at) => panelJson(panel, viewOf(panel, views), at));
  return `${JSON.stringify(
    {
      __inputs: [
        {
          name: 'DS_ATHENA',
          label: 'Athena',
          type: 'datasource',
          pluginId: 'grafana-athena-datasource',
          pluginName: 'Amazon Athena',
        },
      ],
      uid: 'codex-lake',
      title: 'Codex Lake',
      description: 'Made of the views of Codex Lake. Pending and missing days are gaps, never zeros.',
      tags: ['codex'],
      timezone: 'utc',
      schemaVersion: 39,
      time: { from: 'now-90d', to: 'now' },
      refresh: '',
      panels,
    },
    null,
    2,
  )}\n`;
}

function viewOf(panel: PanelOf, views: readonly View[]): View {
  const view = views.find(({ name }) => name === panel.view);
  if (view === undefined) throw new Error(`panel ${panel.title}: there is no view ${panel.view}`);
  const columns = view.columns.map(({ name }) => name);
  const missing = [...panel.columns, ...(panel.time === undefined ? [] : [panel.time])].filter(
    (name) => !columns.includes(name),
  );
  if (missing.length > 0)
    throw new Error(`panel ${panel.title}: ${panel.view} has no column ${missing.join(', ')}`);
  return view;
}

function panelJson(panel: PanelOf, view: View, at: number) {
  const definitions = panel.columns.map(
    (name) => `- **${name}**: ${view.columns.find((column) => column.name === name)?.doc}`,
  );
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts the data source chosen on import in its place
  const datasource = { type: 'grafana-athena-datasource', uid: '${DS_ATHENA}' };
  return {
    id: at + 1,
    type: panel.draw,
    title: panel.title,
    description: `${view.doc}\n\n${definitions.join('\n')}`,
    datasource,
    gridPos: { x: (at % 2) * 12, y: Math.floor(at / 2) * 9, w: 12, h: 9 },
    // A gap stays a gap: a day that is not here is not a zero.
    fieldConfig: {
      defaults: {
        unit: panel.unit ?? 'short',
        custom: panel.draw === 'timeseries' ? { spanNulls: false } : {},
      },
      overrides: [],
    },
    targets: [
      {
        refId: 'A',
        datasource,
        connectionArgs: { catalog: '__default', database: '__default', region: '__default' },
        format: panel.draw === 'timeseries' ? 0 : 1,
        rawSQL: panelSql(panel),
      },
    ],
  };
}

/** The SQL of a panel. `$__dateFilter` is Grafana's range as dates. */
function panelSql({ view, columns, time, rest = '' }: PanelOf): string {
  if (time === undefined) return `SELECT ${columns.join(', ')} FROM ${view} ${rest}`.trim();
  return `SELECT CAST(${time} AS TIMESTAMP) AS time, ${columns.join(', ')} FROM ${view} WHERE $__dateFilter(${time}) ORDER BY 1 ${rest}`.trim();
}
