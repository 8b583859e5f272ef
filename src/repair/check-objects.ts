import type { Damage } from '../coverage/damage/audit-objects.ts';
import { isOriginal, objectProblem } from '../coverage/damage/object-problem.ts';
import { walkDays } from '../coverage/damage/walk-days.ts';
import type { ReadableLake } from '../lake/lake.ts';
import type { StoredObject } from '../lake/store/object-store.ts';
import { remedyFor } from '../lake/store/remedy-for.ts';
import { originalHashes, parseOriginalKey } from '../ledger/original-hashes.ts';
import { daysOfKey, UNDATED } from '../tables/layout.ts';
import { spanOf } from '../tables/spans.ts';
import { tableOfKey } from '../tables/tables.ts';
import type { Day } from '../tables/utc-day.ts';

export interface CheckedRange {
  /** Names of tables; the whole lake when empty. Of tables that are made of originals, these are checked too. */
  readonly tables?: readonly string[];
  readonly since?: Day | undefined;
  /** Not included. */
  readonly until?: Day | undefined;
  /** Keys of originals that were held to their checksums just now. @default none */
  readonly besides?: ReadonlySet<string>;
}

/** Reads every byte of the objects asked for, and holds them to their checksums: originals to the ledger's, tables to their own. */
export async function checkObjects(
  lake: ReadableLake,
  { tables = [], since = UNDATED, until = '9999-01-01', besides = new Set() }: CheckedRange = {},
  progress: (done: number, all: number) => void = () => {},
): Promise<Damage[]> {
  const objects: StoredObject[] = [];
  const isWanted = (key: string) => {
    const days = daysOfKey(key, tableOfKey(key));
    const isBehind = days === undefined || days.until > since;
    return isBehind && isAsked(key, tables) && !(isOriginal(key) && besides.has(key));
  };
  // An object of many days is named by the first, and all are of one month.
  for await (const { object } of walkDays(lake.store, [{ since: spanOf('month', since).since, until }]))
    if (isWanted(object.key)) objects.push(object);
  const originals = objects.map(({ key }) => key).filter(isOriginal);
  const hashes = await originalHashes(lake, originals);
  const found: Damage[] = [];
  for (const [index, object] of objects.entries()) {
    const problem = await objectProblem(lake, object, hashes.get(object.key));
    if (problem !== undefined) found.push({ key: object.key, problem, remedy: remedyFor(object.key) });
    progress(index + 1, objects.length);
  }
  return found;
}

function isAsked(key: string, tables: readonly string[]): boolean {
  if (tables.length === 0) return true;
  const { stream } = parseOriginalKey(key) ?? {};
  if (stream !== undefined) return stream.source.record.tables.some(({ name }) => tables.includes(name));
  const table = tableOfKey(key);
  return table !== undefined && tables.includes(table.name);
}
