import type { Kind, Reading } from '../../tables/column.ts';
import type { Shape, Struct } from '../../tables/shape.ts';

export type Json = Record<string, unknown>;

/** A record as the contract has it, and by path what it has besides: unknown fields, and values of another kind. */
export interface Fitted {
  readonly record: Json;
  readonly extra: Json;
}

export function fitToShape(shape: Struct, record: Json): Fitted {
  const extra: Json = {};
  return { record: fitStruct(shape, record, '', extra), extra };
}

function fitStruct(shape: Struct, value: Json, path: string, extra: Json): Json {
  const kept: Json = {};
  for (const [name, field] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const known = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    const fitted = known === undefined ? undefined : fitValue(known, field, at, extra);
    if (known === undefined && field !== null) extra[at] = field;
    if (fitted !== undefined) kept[name] = fitted;
  }
  return kept;
}

function fitValue(shape: Shape, value: unknown, path: string, extra: Json): unknown {
  if (value === null || value === undefined || shape.is === 'any') return value;
  if (shape.is === 'text') {
    if (shape.readAs.every(({ kind, read }) => fits(value, kind, read))) return value;
  } else if (shape.is === 'struct') {
    if (isObject(value)) return fitStruct(shape, value, path, extra);
  } else if (Array.isArray(value) && value.every(isObject)) {
    return value.map((item, i) => fitStruct(shape.element, item, `${path}[${i}]`, extra));
  }
  extra[path] = value;
  return undefined;
}

const NUMBER = /^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i;
const ISO = /^(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?)?$/;
const LARGEST: Partial<Record<Kind, number>> = { bigint: 9.2e18, decimal: 1e12, timestamp: 2e11, date: 2e11 };

/** Whether DuckDB reads the value as the kind: the same borders as the casts of `select.ts`. */
function fits(value: unknown, kind: Kind, read: Reading): boolean {
  if (read === 'length' || read === 'digest' || kind === 'string' || kind === 'json') return true;
  const text = String(value);
  if (kind === 'boolean') return text === 'true' || text === 'false';
  if (read === 'iso') return isTime(text);
  return NUMBER.test(text) && Math.abs(Number(text)) < (LARGEST[kind] ?? Number.POSITIVE_INFINITY);
}

function isTime(text: string): boolean {
  const [, day] = ISO.exec(text) ?? [];
  // Date takes February 30 for March 2.
  if (day === undefined || !isDay(day)) return false;
  return text === day || !Number.isNaN(Date.parse(`${day}T${text.slice(11, 19)}Z`));
}

function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

export function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
