import type { Duck, Row } from '../lake/duck.ts';
import type { Source } from '../sources/source.ts';
import { sourceNamed } from '../sources/sources.ts';
import { addDays, type Day, dayOf, daysFrom, startOf } from '../tables/utc-day.ts';

/** What a day of a source is worth: `pending` days are too young to be trusted, `zero` days upstream says were empty. */
export type DayState = 'complete' | 'pending' | 'zero' | 'missing';

export interface StreamCoverage {
  readonly source: string;
  readonly scopeId: string;
  /** Every day upstream may still remember, oldest first. */
  readonly days: readonly { readonly day: Day; readonly state: DayState }[];
  readonly rows: number;
  readonly held: number;
  readonly rejects: number;
  /** When the lake last heard anything of the source, ISO; null when never. */
  readonly lastPull: string | null;
  /** Days until upstream forgets the oldest day that is missing; null when none is. */
  readonly daysUntilLost: number | null;
}

/** Coverage of every source the lake has heard of, from the ledger alone. */
export async function coverageOf(duck: Duck, now: Date): Promise<StreamCoverage[]> {
  const streams = await duck.rows(`
    SELECT source, scope_id, max(pulled_at)::VARCHAR AS last_pull FROM (
      SELECT source, scope_id, finished_at AS pulled_at FROM runs WHERE outcome = 'done'
      UNION ALL SELECT source, scope_id, pulled_at FROM ledger_days
      UNION ALL SELECT source, scope_id, pulled_at FROM ledger_files
    ) GROUP BY ALL ORDER BY ALL`);
  const coverage: StreamCoverage[] = [];
  for (const row of streams) {
    const source = sourceNamed(String(row.source));
    if (source !== undefined) coverage.push(await coverageOfStream(duck, now, source, row));
  }
  return coverage;
}

async function coverageOfStream(duck: Duck, now: Date, source: Source, stream: Row): Promise<StreamCoverage> {
  const where = `source = '${source.name}' AND scope_id = '${String(stream.scope_id).replaceAll("'", "''")}'`;
  const table = source.kind === 'log' ? 'ledger_files' : 'ledger_days';
  const [totals] = await duck.rows(`
    SELECT coalesce(sum(rows), 0)::BIGINT AS rows, count(*) FILTER (state <> 'landed') AS held, coalesce(sum(rejects), 0)::BIGINT AS rejects
    FROM (${source.kind === 'log' ? `FROM ${table} WHERE ${where}` : latestRevisions(where)})`);
  const states = await statesOf(duck, now, source, where);
  const today = dayOf(now);
  const remembers = source.kind === 'list' ? 1 : source.remembers;
  const days = daysFrom(addDays(today, 1 - remembers), addDays(today, 1)).map((day) => ({
    day,
    state: states(day),
  }));
  const oldestMissing = days.findIndex(({ state }) => state === 'missing');
  return {
    source: source.name,
    scopeId: String(stream.scope_id),
    days,
    rows: Number(totals?.rows ?? 0),
    held: Number(totals?.held ?? 0),
    rejects: Number(totals?.rejects ?? 0),
    lastPull: stream.last_pull === null ? null : `${String(stream.last_pull).replace(' ', 'T')}Z`,
    daysUntilLost: oldestMissing < 0 ? null : oldestMissing,
  };
}

function latestRevisions(where: string): string {
  return `FROM ledger_days WHERE ${where} QUALIFY row_number() OVER (PARTITION BY day ORDER BY revision DESC) = 1`;
}

async function statesOf(
  duck: Duck,
  now: Date,
  source: Source,
  where: string,
): Promise<(day: Day) => DayState> {
  if (source.kind === 'log') return logStates(duck, now, source.remembers, source.lagHours, where);
  const rows = await duck.rows(
    `SELECT day::VARCHAR AS day, settled, rows FROM (${latestRevisions(`${where} AND state = 'landed'`)})`,
  );
  const ledger = new Map(rows.map((row) => [String(row.day), row]));
  const settleDays = source.kind === 'days' ? source.settles : 0;
  return (day) => {
    const row = ledger.get(day);
    const young = now.getTime() < startOf(addDays(day, 1 + settleDays));
    if (row === undefined) return young ? 'pending' : 'missing';
    if (row.settled !== true) return young ? 'pending' : 'missing';
    return Number(row.rows) === 0 ? 'zero' : 'complete';
  };
}

/**
 * A day of a log is complete when a run that looked at everything listed its files late enough: after the day's end and the
 * time files take to appear, and before upstream forgot them.
 */
async function logStates(
  duck: Duck,
  now: Date,
  remembers: number,
  lagHours: number,
  where: string,
): Promise<(day: Day) => DayState> {
  const days = await duck.rows(
    `SELECT DISTINCT file_day::VARCHAR AS day FROM ledger_files WHERE ${where} AND rows > 0`,
  );
  const withRows = new Set(days.map((row) => String(row.day)));
  const runs = await duck.rows(
    `SELECT epoch_ms(started_at) AS looked_at FROM runs WHERE ${where} AND outcome = 'done' AND "full"`,
  );
  const looks = runs.map((row) => Number(row.looked_at));
  return (day) => {
    const finalFrom = startOf(addDays(day, 1)) + lagHours * 3_600_000;
    const forgotten = startOf(day) + remembers * 86_400_000;
    if (looks.some((at) => at >= finalFrom && at < forgotten)) return withRows.has(day) ? 'complete' : 'zero';
    return now.getTime() < finalFrom + 86_400_000 ? 'pending' : 'missing';
  };
}
