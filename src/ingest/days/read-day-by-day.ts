import { ContractError } from '../../http/errors.ts';
import type { DayOfRows } from '../../sources/source.ts';
import { addDays, type Day, daysFrom } from '../../tables/utc-day.ts';

/** A day as upstream answered: its rows, or why the answer cannot be taken for one. */
export interface AnsweredRows extends DayOfRows {
  readonly refused?: string;
}

type Read = (since: Day, until: Day) => AsyncIterable<DayOfRows>;

/** So many days refused one after another are no broken days, but a broken source. */
const MOST_REFUSED_IN_A_ROW = 3;

/**
 * Every day from `since` until before `until`, oldest first. Where a page breaks its contract, the days that are left are asked
 * for one by one, so that it costs the days that are broken and no others. Throws the `ContractError` when all of them seem to be.
 */
export async function* readDayByDay(read: Read, since: Day, until: Day): AsyncIterable<AnsweredRows> {
  let next = since;
  try {
    for await (const answered of everyDay(read(since, until), since, until)) {
      yield answered;
      next = addDays(answered.day, 1);
    }
    return;
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
  }
  let refused: AnsweredRows[] = [];
  const all = daysFrom(since, until).length;
  for (const day of daysFrom(next, until)) {
    const alone = await oneDay(read, day);
    if (alone instanceof ContractError) {
      refused.push({ day, rows: [], refused: alone.message });
      const isAll = all > 1 && refused.length === all;
      if (isAll || refused.length === MOST_REFUSED_IN_A_ROW) throw alone;
      continue;
    }
    yield* refused;
    refused = [];
    yield alone;
  }
  yield* refused;
}

async function oneDay(read: Read, day: Day): Promise<DayOfRows | ContractError> {
  const until = addDays(day, 1);
  try {
    const [answered] = await Array.fromAsync(everyDay(read(day, until), day, until));
    return answered ?? { day, rows: [] };
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
}

/** The same days with those upstream has no rows of between them: for these it says that nothing happened. */
async function* everyDay(days: AsyncIterable<DayOfRows>, since: Day, until: Day): AsyncIterable<DayOfRows> {
  let next = since;
  for await (const answered of days) {
    for (const day of daysFrom(next, answered.day)) yield { day, rows: [] };
    yield answered;
    next = addDays(answered.day, 1);
  }
  for (const day of daysFrom(next, until)) yield { day, rows: [] };
}
