import type { Damage } from '../coverage/damage/audit-objects.ts';
import { isOriginal } from '../coverage/damage/object-problem.ts';
import { SET_ASIDE } from '../coverage/damage/walk-days.ts';
import { UpstreamError } from '../http/errors.ts';
import type { Run } from '../ingest/run.ts';
import {
  type ObjectStore,
  type StoredObject,
  UnreadableObject,
  WriteConflict,
} from '../lake/store/object-store.ts';
import { sha256OfBytes } from '../lake/store/sha256.ts';
import { JOURNAL } from '../lake/write/journal.ts';
import { journalLedger } from '../ledger/journal-ledger.ts';
import type { Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { JOURNALED } from '../tables/system-tables.ts';
import { tableOfKey } from '../tables/tables.ts';
import { hidingStore } from './hiding-store.ts';
import { mendOriginal } from './mend-original.ts';
import { type Mending, mendSystemObject } from './mend-system-object.ts';
import { mendTable } from './mend-table.ts';
import { rebuildLedger } from './rebuild-ledger.ts';

/** What became of a damaged object. */
export interface Repaired extends Damage {
  readonly isMended: boolean;
  /** Why it is not, or what is gone although it is. */
  readonly note?: string;
}

/**
 * Mends damaged objects where an original or upstream still has what was in them. A copy of each is set aside first, below
 * `quarantine/damaged/`; each is replaced by one write, on condition that it is still the damaged one. Idempotent, and safe beside
 * pulls: what is not mended stays as it was found.
 *
 * The journal comes first, and what it tells of the ledger; then originals, as tables are made of them; then those tables, while what of
 * the ledger is damaged still counts as not there; then the ledger, which a pull writes anew; originals and tables once more, as more
 * is known of them now; and coverage last.
 */
export async function repairDamage(
  run: Run,
  streams: readonly Stream[],
  damages: readonly Damage[],
): Promise<Repaired[]> {
  const found = new Map<string, StoredObject | undefined>();
  for (const { key } of damages) found.set(key, await run.lake.store.head(key));
  for (const { key } of damages) await setAside(run.lake.store, key);
  const store = hidingStore(run.lake.store, found);
  const hidden: Run = { ...run, lake: { ...run.lake, store } };
  const made = new Set(streams.flatMap(({ source }) => source.record.tables.map(({ name }) => name)));
  const done = new Map<string, Repaired>();
  const mendAll = async (
    wants: (key: string, table: Table | undefined) => boolean,
    mend: (key: string, table: Table | undefined) => Promise<Mending>,
    isDoneAgain = false,
  ) => {
    for (const damage of damages) {
      const table = tableOfKey(damage.key);
      if ((done.get(damage.key)?.isMended && !isDoneAgain) || !wants(damage.key, table)) continue;
      const { problem, loss } = await attempt(damage.key, () => mend(damage.key, table));
      const note = problem ?? loss;
      done.set(damage.key, {
        ...damage,
        isMended: problem === undefined,
        ...(note !== undefined && { note }),
      });
    }
  };
  const isMade = (_: string, table: Table | undefined) => table !== undefined && made.has(table.name);
  const isSystem = (_: string, table: Table | undefined) => table !== undefined && !made.has(table.name);
  const mendMade = async (key: string, table: Table | undefined) =>
    table === undefined ? {} : mendingOf(await mendTable(hidden.lake, streams, table, key));
  const mendRaw = async (key: string) => mendingOf(await mendOriginal(hidden, store, key));
  await mendAll(
    (key) => key.startsWith(JOURNAL),
    async (key) => {
      await journalLedger(hidden.lake, key);
      return {};
    },
  );
  if (damages.some(({ key }) => isJournaled(key))) await rebuildLedger(hidden.lake, { isAsked: isJournaled });
  await mendAll(isOriginal, mendRaw);
  await mendAll(isMade, mendMade);
  await mendAll(
    (key, table) => isSystem(key, table) && table?.name !== 'coverage',
    async (key, table) => (table === undefined ? {} : mendSystemObject(hidden, streams, table, key)),
  );
  await mendAll(isOriginal, mendRaw);
  await mendAll(isMade, mendMade, true);
  await mendAll(isSystem, async (key, table) =>
    table === undefined ? {} : mendSystemObject(hidden, streams, table, key),
  );
  return damages.map((damage) => done.get(damage.key) ?? { ...damage, isMended: false, note: damage.remedy });
}

const mendingOf = (problem: string | undefined): Mending => (problem === undefined ? {} : { problem });

function isJournaled(key: string): boolean {
  const table = tableOfKey(key);
  return table !== undefined && JOURNALED.includes(table);
}

/** One that cannot be mended does not keep the others from it. */
async function attempt(key: string, mend: () => Promise<Mending>): Promise<Mending> {
  try {
    return await mend();
  } catch (error) {
    if (error instanceof UpstreamError) return { problem: error.message };
    if (error instanceof UnreadableObject)
      return { problem: error.key === key ? error.message : `first ${error.message}` };
    throw error;
  }
}

/** Keeps a copy of a damaged object under a name that says which one it is; nothing of one that is lost, empty, or not to be read. */
async function setAside(store: ObjectStore, key: string): Promise<void> {
  const bytes = await store.read(key).catch((error: unknown) => {
    if (error instanceof UnreadableObject) return undefined;
    throw error;
  });
  if (bytes === undefined || bytes.length === 0) return;
  try {
    await store.put(`${SET_ASIDE}${key}.${sha256OfBytes(bytes).slice(0, 16)}`, bytes, 'absent');
  } catch (error) {
    if (!(error instanceof WriteConflict)) throw error; // set aside before
  }
}
