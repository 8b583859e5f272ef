import type { Answer, Value } from '../query/query.ts';

/** A column: its values, or, when most repeat, places in the list of those that differ. */
type PackedColumn =
  | { readonly values: readonly Value[] }
  | { readonly of: readonly Value[]; readonly at: readonly number[] };

/** An answer by column, which is several times smaller than by row. */
export type Packed = Readonly<Record<string, PackedColumn>>;

export function pack({ columns, rows }: Answer): Packed {
  return Object.fromEntries(columns.map((name, i) => [name, packColumn(rows.map((row) => row[i] ?? null))]));
}

function packColumn(values: readonly Value[]): PackedColumn {
  if (values.every((value) => value === null || typeof value !== 'string'))
    return { values: values.map((value) => (typeof value === 'number' ? shortened(value) : value)) };
  const of = [...new Set(values)];
  if (of.length * 2 > values.length) return { values };
  const places = new Map(of.map((value, i) => [value, i]));
  return { of, at: values.map((value) => places.get(value) ?? 0) };
}

/** Whole numbers as they are; others to what a reader of the page could tell apart when they are added up. */
function shortened(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(9));
}

/** The rows again, as objects. */
export function unpack(packed: Packed): Record<string, Value>[] {
  const columns = Object.entries(packed);
  const length = Math.max(0, ...columns.map(([, column]) => lengthOf(column)));
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(([name, column]) => [name, valueAt(column, row)])),
  );
}

function lengthOf(column: PackedColumn): number {
  return 'at' in column ? column.at.length : column.values.length;
}

function valueAt(column: PackedColumn, row: number): Value {
  return ('at' in column ? column.of[column.at[row] ?? 0] : column.values[row]) ?? null;
}
