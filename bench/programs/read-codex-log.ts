import { queryLake } from '../../src/query/query-lake.ts';
import { addDays, dayOf } from '../../src/tables/utc-day.ts';
import { dependenciesOf } from '../../src/views/dependencies.ts';
import { bytesRead } from '../bytes-read.ts';
import { QUESTIONS } from '../codex-log-questions.ts';
import { YEAR_END } from '../kept-lake.ts';

// Asks codex_log what people ask, and prints what the engine read of it for each question.
const [lake = ''] = process.argv.slice(2);
const scope = dependenciesOf(['codex_log']);

/** Of a column the value whose number of events is at a place between the fewest, 0, and the most, 1. */
async function valueAt(place: number, column: string): Promise<string> {
  const rows = await queryLake(lake, scope, (duckdb) =>
    duckdb.rows(
      `SELECT ${column} AS value FROM codex_log WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY count(*), 1`,
    ),
  );
  return String(rows[Math.floor(place * (rows.length - 1))]?.value);
}

const asked = {
  since: addDays(dayOf(YEAR_END), -89),
  person: await valueAt(0.5, 'user_id'),
  eventType: await valueAt(0, 'event_type'),
};
const lines = [];
for (const [name, question] of Object.entries(QUESTIONS)) {
  let rows = 0;
  const reads = await bytesRead(lake, scope, async (duckdb) => {
    rows = (await duckdb.rows(question(asked))).length;
  });
  const sum = (figure: 'files' | 'bytes') => reads.reduce((total, read) => total + read[figure], 0);
  lines.push({ name, figures: { files: sum('files'), bytes: sum('bytes'), rows } });
}
process.stdout.write(JSON.stringify(lines));
