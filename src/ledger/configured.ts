import { type Stream, streamName } from '../ingest/run.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { objectKey } from '../lake/layout.ts';
import { readSystemRows } from '../lake/write/system-tables.ts';
import { runs } from '../tables/system-tables.ts';
import { addDays, dayOf } from '../tables/utc-day.ts';

/** Whether the newest run of the stream, of today or yesterday, had a key to read with; true when none tells. */
export async function isConfigured(lake: ReadableLake, stream: Stream, now: Date): Promise<boolean> {
  const days = [addDays(dayOf(now), -1), dayOf(now)];
  const rows = await readSystemRows(
    lake,
    runs,
    days.map((day) => objectKey(runs, day, streamName(stream))),
  );
  return rows.at(-1)?.outcome !== 'not configured';
}
