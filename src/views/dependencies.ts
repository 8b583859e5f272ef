import type { Table } from '../tables/define-table.ts';
import { TABLES } from '../tables/tables.ts';
import type { View } from './view.ts';
import { VIEWS } from './views.ts';

/** The tables and views of the given names, and all that those views read, each after what it reads. */
export function dependenciesOf(names: readonly string[]): {
  readonly tables: readonly Table[];
  readonly views: readonly View[];
} {
  const wanted = new Set(names);
  // Views come after those they read, so one way back finds all.
  for (const view of VIEWS.toReversed()) {
    if (wanted.has(view.name)) for (const name of view.needs) wanted.add(name);
  }
  return {
    tables: TABLES.filter(({ name }) => wanted.has(name)),
    views: VIEWS.filter(({ name }) => wanted.has(name)),
  };
}
