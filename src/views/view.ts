import { KINDS, type Kind } from '../tables/column.ts';

interface ViewColumn {
  readonly name: string;
  readonly kind: Kind;
  /** Meaning, unit, when it is null, and whether it may be added up. */
  readonly doc: string;
}

/** A question of people, answered in SQL that Athena (Trino) and DuckDB read alike. */
export interface View {
  readonly name: string;
  /** What it answers. */
  readonly doc: string;
  /** One row per what. */
  readonly grain: string;
  readonly columns: readonly ViewColumn[];
  /** One SELECT without its header, naming tables and views bare. */
  readonly sql: string;
  /** Tables and views it reads directly, in order of the alphabet. */
  readonly needs: readonly string[];
}

/**
 * Reads a view's file: a header in `--` comments, then one SELECT. The header is what the view answers, then `grain: …`, then
 * `column NAME KIND: …` for each column in order; a line that is indented further goes on with the one before.
 * Throws an error that names the view and what is wrong with it.
 */
export function parseView(name: string, text: string): View {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  const entries = headerEntries(lines.slice(0, end));
  const sql = lines.slice(end).join('\n').trim();
  const [doc = '', grain = '', ...columns] = entries;
  if (!grain.startsWith('grain: ')) throw problem(name, 'the second entry of its header is not "grain: …"');
  if (!/^(SELECT|WITH)\b/.test(sql) || codeOf(sql).includes(';')) throw problem(name, 'it is not one SELECT');
  return {
    name,
    doc,
    grain: grain.slice('grain: '.length),
    columns: columns.map((entry) => columnOf(name, entry)),
    sql,
    needs: namesRead(sql),
  };
}

/** Entries of a header, each on one line. */
export function headerEntries(lines: readonly string[]): string[] {
  const entries: string[] = [];
  for (const line of lines) {
    if (line.startsWith('--   ')) entries.push(`${entries.pop() ?? ''} ${line.slice(2).trim()}`);
    else entries.push(line.slice(2).trim());
  }
  return entries;
}

function columnOf(view: string, entry: string): ViewColumn {
  const [, name, kind, doc] = /^column ([a-z][a-z0-9_]*) ([a-z]+): (\S.*)$/.exec(entry) ?? [];
  if (name === undefined || kind === undefined || doc === undefined)
    throw problem(view, `"${entry}" is not "column NAME KIND: meaning"`);
  if (!isKind(kind))
    throw problem(view, `column ${name} is a ${kind}; allowed are ${Object.keys(KINDS).join(', ')}`);
  return { name, kind, doc };
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(KINDS, kind);
}

/** Tables and views that a SELECT reads: what follows FROM or JOIN and is not named by its own WITH. */
export function namesRead(sql: string): string[] {
  const code = codeOf(sql);
  const own = [...code.matchAll(/(?:\bWITH|,)\s+([a-z][a-z0-9_]*)\s+(?:\([^()]*\)\s+)?AS\s*\(/g)].map(
    ([, name]) => name,
  );
  const read = [...code.matchAll(/(?<!DISTINCT )\b(?:FROM|JOIN)\s+([a-z][a-z0-9_]*)/g)].map(
    ([, name]) => name ?? '',
  );
  return [...new Set(read)].filter((name) => !own.includes(name)).sort();
}

/** SQL without its comments and the insides of its texts. */
function codeOf(sql: string): string {
  return sql.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''");
}

function problem(view: string, what: string): Error {
  return new Error(`view ${view}: ${what}; see src/views/view.ts for its form`);
}
