import { type Look, updateCoverages } from '../coverage/coverage.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { daysOf } from '../ledger/ledger-objects.ts';
import type { Stream } from '../sources/stream.ts';
import { UNDATED } from '../tables/layout.ts';
import { ledgerDays, ledgerFiles } from '../tables/system-tables.ts';
import type { Day } from '../tables/utc-day.ts';

/**
 * Makes coverage anew from the ledger: of the days that it has something of and, where some are given, that are among them. Throws
 * `UnreadableObject` where the ledger cannot be read.
 */
export async function assessAnew(
  lake: ReadableLake,
  streams: readonly Stream[],
  now: Date,
  among?: readonly Day[],
): Promise<void> {
  const looks: Look[] = [];
  for (const stream of streams) {
    const ledger = stream.source.kind === 'log' ? ledgerFiles : ledgerDays;
    const known = await daysOf(lake, ledger, stream, among?.[0] ?? UNDATED);
    const days = known.filter((day) => among === undefined || among.includes(day));
    looks.push({ stream, whole: true, days });
  }
  const [error] = (await updateCoverages(lake, looks, now)).values();
  if (error !== undefined) throw error;
}
