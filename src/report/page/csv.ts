import { csvText } from '../../query/csv.ts';
import type { Sheet } from './sheet.ts';

/** A sheet as a CSV file, written as that of `codex-lake query` is. */
export function csvOf({ columns, rows }: Sheet): string {
  const names = columns.map(({ name }) => name);
  return csvText(
    names,
    rows.map((row) => names.map((name) => row[name])),
  );
}
