import type { Kind } from './format.ts';

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly kind: Kind;
}

/** The figures of a chart, as a table and a CSV file have them. */
export interface Sheet {
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A column by its name; the label is what people read. */
export function column(name: string, label: string, kind: Kind = 'text'): Column {
  return { name, label, kind };
}
