import type { Query } from '../query/query.ts';
import { namesRead } from '../views/view.ts';
import { DATASETS } from './datasets.ts';
import { type Packed, pack } from './pack.ts';

/** All that the page shows. */
export interface ReportData {
  /** When the page was made, ISO 8601. */
  readonly generatedAt: string;
  /** When a collector last finished, UTC, as the view `as_of` has it; null in an empty lake. */
  readonly asOf: string | null;
  /** First UTC day the page has; its ranges cannot reach further back. */
  readonly since: string;
  readonly datasets: Readonly<Record<string, Packed>>;
}

/** Half a year: room for the longest range offered, 90 days, and the 90 days before it. */
export const DAYS_SHOWN = 183;

/** More groups than these are shown as one: a page of hundreds would grow past what can be mailed. */
const GROUPS_SHOWN = 24;
export const OTHER_GROUPS = 'Other groups';

const AS_OF = 'SELECT CAST(as_of AS VARCHAR), CAST(as_of_day AS VARCHAR) FROM as_of';
const GROUPS = `
  SELECT group_name, count(*) AS people FROM dim_user WHERE group_name IS NOT NULL
  GROUP BY group_name ORDER BY people DESC, group_name`;

/** Views that many of the page's queries read, few and narrow rows each: made of the lake once, and kept in memory from then on. */
export const VIEWS_SHARED = [
  'dim_date',
  'usage_days',
  'usage_user_figures',
  'usage_user_week',
  'dim_user',
] as const;

/** Names of the views that the page reads. */
export function viewsAsked(): string[] {
  const asked = DATASETS.map(({ sql }) => sql({ since: '2026-01-01', group: 'group_name' }));
  return [...new Set([AS_OF, GROUPS, ...asked].flatMap(namesRead))];
}

export async function reportData(ask: Query, generatedAt: Date): Promise<ReportData> {
  const [[asOf = null, today = null] = []] = (await ask(AS_OF)).rows;
  const since = daysBefore(
    typeof today === 'string' ? today : generatedAt.toISOString().slice(0, 10),
    DAYS_SHOWN - 1,
  );
  const group = await groupExpression(ask);
  const datasets: Record<string, Packed> = {};
  for (const { name, sql } of DATASETS) datasets[name] = pack(await ask(sql({ since, group })));
  return {
    generatedAt: generatedAt.toISOString(),
    asOf: typeof asOf === 'string' ? `${asOf.slice(0, 16).replace(' ', 'T')}Z` : null,
    since,
    datasets,
  };
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

async function groupExpression(ask: Query): Promise<string> {
  const { rows } = await ask(GROUPS);
  if (rows.length <= GROUPS_SHOWN) return 'group_name';
  const shown = rows.slice(0, GROUPS_SHOWN).map(([name]) => `'${String(name).replaceAll("'", "''")}'`);
  return `CASE WHEN group_name IS NULL OR group_name IN (${shown.join(', ')}) THEN group_name ELSE '${OTHER_GROUPS}' END`;
}
