import type { ReadableLake } from '../lake/lake.ts';
import { addToJournal, type JournalEntry } from '../lake/write/journal.ts';
import { readSystemRows } from '../lake/write/system-tables.ts';
import { objectsPrefix } from '../tables/layout.ts';
import { JOURNALED } from '../tables/system-tables.ts';

/** Adds all that the ledger's tables say to an object of their journal. What is told twice says nothing more. */
export async function journalLedger(lake: ReadableLake, key: string): Promise<void> {
  const entries: JournalEntry[] = [];
  for (const table of JOURNALED)
    for await (const object of lake.store.list(objectsPrefix(table)))
      for (const row of await readSystemRows(lake, table, [object.key]))
        entries.push({ table: table.name, row });
  await addToJournal(lake, key, entries);
}
