import { sep } from 'node:path';

// DuckDB takes every path for a pattern, those of an explicit list too, splits it at backslashes as well as slashes, and knows no
// escape that holds for both. A path with neither has one meaning. On Windows a backslash is what separates.
const PATTERN = sep === '\\' ? /[*?[]/ : /[*?[\\]/;

/** Throws where DuckDB could read a path as another than this one. */
export function requireLiteralPath(path: string): void {
  if (PATTERN.test(path))
    throw new Error(
      `path ${path}: has one of * ? [ \\ in it, which DuckDB takes for a pattern, so that it may read other files; use a folder without, such as another TMPDIR`,
    );
}

/** A file as an SQL literal that means this file alone: the only way for a path into a statement. */
export function fileLiteral(path: string): string {
  requireLiteralPath(path);
  return `'${path.replaceAll("'", "''")}'`;
}

/** Files as an SQL list; see `fileLiteral`. */
export function fileList(paths: readonly string[]): string {
  return `[${paths.map(fileLiteral).join(', ')}]`;
}
