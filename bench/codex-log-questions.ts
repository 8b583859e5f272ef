import { literal } from '../src/lake/engine/duckdb.ts';

/** What questions are about. */
export interface Asked {
  readonly since: string;
  readonly person: string;
  readonly eventType: string;
}

/** What people ask of codex_log, by what is told of each. */
export const QUESTIONS: Readonly<Record<string, (asked: Asked) => string>> = {
  'events and people by day, 90 days': ({ since }) =>
    `SELECT event_day, event_type, count(*), count(DISTINCT user_id) FROM codex_log WHERE dt >= ${literal(since)} GROUP BY ALL`,
  "one person's rows": ({ person }) => `SELECT * FROM codex_log WHERE user_id = ${literal(person)}`,
  "a rare event type's rows": ({ eventType }) =>
    `SELECT * FROM codex_log WHERE event_type = ${literal(eventType)}`,
};
