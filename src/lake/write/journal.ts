import { readFile, rm } from 'node:fs/promises';
import type { Day } from '../../tables/utc-day.ts';
import type { Row } from '../engine/duckdb.ts';
import { scratchFile } from '../engine/engine.ts';
import type { ReadableLake } from '../lake.ts';
import { DamagedObject, type StoredObject } from '../store/object-store.ts';
import { retryOnConflict } from '../store/retry-on-conflict.ts';
import { packed } from './put-raw.ts';
import { readRaw } from './read-raw.ts';

/**
 * What the ledger was told, as it was told: the original that the ledger's tables are made of. Objects of JSON lines for each day of
 * writing, to the last of which lines are added until it is large.
 */
export const JOURNAL = 'journal/';

/** Packed; a first pull writes hundreds of thousands of lines, and what is added to is written again. */
const LARGE_BYTES = 64 * 1024;

/** A row of one of the ledger's tables, by the fields its columns are read from. */
export interface JournalEntry {
  readonly table: string;
  readonly row: Row;
}

/** Key of what the ledger of a lake that was taken over held before. */
export const FORMER_JOURNAL = `${JOURNAL}former.jsonl.zst`;

/** Adds entries to the journal of a day. Throws as `addToJournal` does. */
export function writeJournal(lake: ReadableLake, day: Day, entries: readonly JournalEntry[]): Promise<void> {
  return retryOnConflict(async () => {
    const prefix = `${JOURNAL}dt=${day}/`;
    const last = (await Array.fromAsync(lake.store.list(prefix))).at(-1);
    try {
      if (last !== undefined && last.size < LARGE_BYTES) return await addOnce(lake, last.key, entries, last);
    } catch (error) {
      // It stays as it is, for a repair; what is told from now on does not wait for that.
      if (!(error instanceof DamagedObject)) throw error;
    }
    const name = String(last === undefined ? 0 : numberOf(last.key) + 1).padStart(5, '0');
    await addOnce(lake, `${prefix}${name}.jsonl.zst`, entries, undefined);
  }, lake.deadline);
}

const numberOf = (key: string): number => Number(/(\d+)\.jsonl\.zst$/.exec(key)?.[1]);

/** Adds entries to an object of the journal. What is told twice says nothing more. Throws `DamagedObject` when what is there is not what was written. */
export function addToJournal(
  lake: ReadableLake,
  key: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  return retryOnConflict(async () => addOnce(lake, key, entries, await lake.store.head(key)), lake.deadline);
}

async function addOnce(
  lake: ReadableLake,
  key: string,
  entries: readonly JournalEntry[],
  there: StoredObject | undefined,
): Promise<void> {
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const before = there === undefined ? '' : await textOf(lake, key);
  await lake.store.put(key, await packed(Buffer.from(before + lines)), there ?? 'absent');
}

/** Entries of the journal, oldest first. Throws `DamagedObject` where one of its objects is not what was written. */
export async function* readJournal(lake: ReadableLake): AsyncIterable<JournalEntry> {
  const keys = await Array.fromAsync(lake.store.list(JOURNAL), ({ key }) => key);
  const inOrder = [
    ...keys.filter((key) => key === FORMER_JOURNAL),
    ...keys.filter((key) => key !== FORMER_JOURNAL),
  ];
  for (const key of inOrder) yield* entriesIn(key, await textOf(lake, key));
}

function* entriesIn(key: string, text: string): Iterable<JournalEntry> {
  for (const line of text.split('\n').filter(Boolean)) yield parsed(key, line);
}

function parsed(key: string, line: string): JournalEntry {
  try {
    const { table, row } = JSON.parse(line);
    return { table: String(table), row: Object(row) };
  } catch (cause) {
    throw new DamagedObject(key, 'holds a line that is no JSON', { cause });
  }
}

async function textOf(lake: ReadableLake, key: string): Promise<string> {
  const file = scratchFile(lake, 'journal.jsonl');
  try {
    await readRaw(lake.store, key, file);
    return await readFile(file, 'utf8');
  } finally {
    await rm(file, { force: true });
  }
}
