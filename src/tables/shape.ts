import type { JsonRules } from '../privacy/json-rules.ts';
import type { Column, ReadAs, Unit } from './column.ts';
import { type RawRecord, TYPE_PATH } from './record.ts';

/**
 * What a raw record may look like, as its tables read it: the contract in one tree. `text` is any scalar, `any` is JSON of
 * any form, with the amounts below it that are read and what is known of its texts, a struct lists its fields, a list its element.
 */
export type Shape =
  | { readonly is: 'text'; readonly readAs: readonly ReadAs[] }
  | { readonly is: 'any'; readonly amounts: readonly ReadAmounts[]; readonly rules: JsonRules }
  | { readonly is: 'struct'; readonly fields: Record<string, Shape> }
  | { readonly is: 'list'; readonly element: Struct };

/** Amounts inside a JSON value: those of a unit, which are summed up, or those of none that is known. */
interface ReadAmounts {
  /** As in `$[*].cost`. */
  readonly path: string;
  readonly of: Unit | 'none';
}

export type Struct = Extract<Shape, { is: 'struct' }>;
export type AnyJson = Extract<Shape, { is: 'any' }>;

/** The tree of all paths that the record's tables read or ignore. */
export function shapeOf(record: RawRecord): Struct {
  const root = struct();
  if (record.eventTypes !== undefined)
    place(root, TYPE_PATH, { is: 'text', readAs: [{ kind: 'string', read: 'plain' }] });
  for (const path of record.ignored) place(root, path, { is: 'any', amounts: [], rules: {} });
  for (const table of record.tables) {
    const element = struct();
    if (table.unnest !== undefined) place(root, table.unnest, { is: 'list', element });
    for (const column of Object.values(table.columns)) {
      if (column.origin.from !== 'record') continue;
      for (const path of column.origin.paths) {
        place(path.startsWith('@') ? element : root, path, leafOf(column, path));
      }
    }
  }
  return root;
}

/** The fields of a path: `$.a.b` is a, b. What follows `->` is inside a JSON value. */
export function fieldsOf(path: string): string[] {
  return (path.split('->')[0] ?? '').split('.').slice(1);
}

function leafOf(column: Column, path: string): Shape {
  const { kind, origin } = column;
  const [, inside] = path.split('->');
  if (origin.from !== 'record' || kind === 'json' || inside !== undefined)
    return {
      is: 'any',
      amounts: inside === undefined ? [] : amountsOf(column, inside),
      rules: column.rules ?? {},
    };
  return { is: 'text', readAs: [{ kind, read: origin.read, mayLieAhead: origin.mayLieAhead }] };
}

function amountsOf({ origin }: Column, path: string): ReadAmounts[] {
  if (origin.from !== 'record') return [];
  if (origin.read === 'others') return [{ path, of: 'none' }];
  return origin.read === 'sum' && origin.unit !== undefined ? [{ path, of: origin.unit }] : [];
}

function struct(): Struct {
  return { is: 'struct', fields: {} };
}

function place(root: Struct, path: string, leaf: Shape): void {
  const fields = fieldsOf(path);
  const last = fields.pop();
  if (last === undefined) throw new Error(`path ${path}: names no field`);
  let node = root;
  for (const field of fields) {
    const next = node.fields[field] ?? struct();
    node.fields[field] = next;
    if (next.is !== 'struct') throw new Error(`path ${path}: ${field} is read as a whole elsewhere`);
    node = next;
  }
  const there = node.fields[last];
  if (there === undefined) node.fields[last] = leaf;
  else if (there.is === 'text' && leaf.is === 'text') {
    node.fields[last] = { is: 'text', readAs: [...there.readAs, ...leaf.readAs] };
  } else if (there.is === 'any' && leaf.is === 'any') {
    const rules = { ...there.rules, ...leaf.rules };
    node.fields[last] = { is: 'any', amounts: [...there.amounts, ...leaf.amounts], rules };
  } else if (there.is !== leaf.is) throw new Error(`path ${path}: read both as a whole and in parts`);
}
