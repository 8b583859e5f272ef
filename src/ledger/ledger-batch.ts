import type { Row } from '../lake/engine/duckdb.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { UnreadableObject } from '../lake/store/object-store.ts';
import { writeJournal } from '../lake/write/journal.ts';
import { keyReader, writeSystemRows } from '../lake/write/system-tables.ts';
import type { Table } from '../tables/define-table.ts';
import { EVERY_STREAM } from '../tables/layout.ts';
import { JOURNALED, rejectedRecords, runs } from '../tables/system-tables.ts';
import { dayOf } from '../tables/utc-day.ts';

/** Rows that could not be written, and the object that kept them from it. */
export interface UnwrittenRows {
  readonly rows: readonly Row[];
  readonly error: UnreadableObject;
}

/** What was set aside before the units that it is of, and the run that read them behind. */
const ORDER: readonly Table[] = [rejectedRecords, ...JOURNALED.filter((table) => table !== runs)];

function isOfOneStream(one: Row, other: Row): boolean {
  return one.source === other.source && one.scope_id === other.scope_id;
}

/** A run that works longer writes in between, so that what a crash has done again stays little. */
const LONGEST_MS = 15_000;

/**
 * Rows of the ledger that a run has to write, of all its streams, kept until they are written together: the journal first, which tables
 * are made again of, then each object of the tables once. What they tell of is in the lake already, so a crash before they are written
 * means that it is done again, which changes nothing.
 */
export class LedgerBatch {
  readonly #lake: ReadableLake;
  readonly #now: () => Date;
  #rows = new Map<Table, Row[]>();
  #since: number | undefined;
  readonly #unwritten: UnwrittenRows[] = [];

  constructor(lake: ReadableLake, now: () => Date) {
    this.#lake = lake;
    this.#now = now;
  }

  /** Rows that could not be written, so far. */
  get unwritten(): readonly UnwrittenRows[] {
    return this.#unwritten;
  }

  async add(table: Table, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    this.#rows.set(table, [...(this.#rows.get(table) ?? []), ...rows]);
    this.#since ??= Date.now();
    if (Date.now() - this.#since > LONGEST_MS) await this.write();
  }

  /** Writes what it has. An object that cannot be read keeps its own rows from being written, and no others. */
  async write(): Promise<void> {
    const rows = this.#rows;
    const entries = JOURNALED.flatMap((table) =>
      (rows.get(table) ?? []).map((row) => ({ table: table.name, row })),
    );
    // What comes meanwhile is written the next time; where the journal cannot be, so is all of this.
    this.#rows = new Map();
    this.#since = undefined;
    try {
      if (entries.length > 0) await writeJournal(this.#lake, dayOf(this.#now()), entries);
    } catch (error) {
      for (const [table, more] of this.#rows) rows.set(table, [...(rows.get(table) ?? []), ...more]);
      this.#rows = rows;
      throw error;
    }
    for (const table of ORDER) await this.#writeTable(table, rows.get(table) ?? []);
    await this.#writeRuns(rows.get(runs) ?? []);
  }

  async #writeTable(table: Table, rows: readonly Row[]): Promise<void> {
    const byKey = Map.groupBy(rows, keyReader(table, EVERY_STREAM));
    for (const ofKey of byKey.values()) await this.#writeRows(table, ofKey);
  }

  /** A run whose units could not be written down is none that looked at everything. */
  async #writeRuns(rows: readonly Row[]): Promise<void> {
    const failed = rows.flatMap((row) => {
      const error = this.#unwritten.find((one) => one.rows.some((other) => isOfOneStream(other, row)))?.error;
      return error === undefined ? [] : [{ ...row, outcome: 'failed', reason: error.message }];
    });
    if (failed.length > 0)
      await writeJournal(
        this.#lake,
        dayOf(this.#now()),
        failed.map((row) => ({ table: runs.name, row })),
      );
    const done = rows.filter((row) => !failed.some((other) => isOfOneStream(other, row)));
    await this.#writeTable(runs, [...done, ...failed]);
  }

  async #writeRows(table: Table, rows: readonly Row[]): Promise<void> {
    try {
      await writeSystemRows(this.#lake, table, EVERY_STREAM, rows);
    } catch (error) {
      if (!(error instanceof UnreadableObject)) throw error;
      this.#unwritten.push({ rows, error });
    }
  }
}
