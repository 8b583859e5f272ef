import type { ReadableLake } from '../lake/lake.ts';
import { addToJournal, type JournalEntry } from '../lake/write/journal.ts';
import { readSystemRows } from '../lake/write/system-tables.ts';
import { objectsPrefix } from '../tables/layout.ts';
import { JOURNALED } from '../tables/system-tables.ts';
import type { Mending } from './mend-system-object.ts';

/**
 * Puts all that the ledger's tables say in the place of a damaged object of their journal: more than was in it, and what is told twice
 * says nothing more. `lake` hides the damaged one.
 */
export async function mendJournal(lake: ReadableLake, key: string): Promise<Mending> {
  const entries: JournalEntry[] = [];
  for (const table of JOURNALED)
    for await (const object of lake.store.list(objectsPrefix(table)))
      for (const row of await readSystemRows(lake, table, [object.key]))
        entries.push({ table: table.name, row });
  await addToJournal(lake, key, entries);
  return {};
}
