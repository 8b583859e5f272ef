import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Line, Ratio } from './lines.ts';
import { runNode } from './run-measured.ts';
import type { TableCopy } from './table-copies.ts';

const COPY = join(import.meta.dirname, 'programs/copy-tables.ts');

const AS_RECEIVED = 'bare COPY';
/** Opening thousands of small files is most of the work of reading them: the least is what it takes without. */
const JOINED = 'bare COPY of joined files';

/** Anchors: the same originals written by one bare COPY a table, as they were received, and joined to fewer files beforehand. */
export async function bareCopyLines(
  copies: readonly TableCopy[],
  home: string,
  figures: Readonly<Record<string, number>> = {},
): Promise<Line[]> {
  const workDir = join(home, 'work');
  await mkdir(workDir, { recursive: true });
  const lines: Line[] = [];
  for (const [name, form] of [
    [AS_RECEIVED, 'files'],
    [JOINED, 'joined'],
  ] as const) {
    const ordered = copies.map((copy) => ({ ...copy, files: copy[form] }));
    const { measured, stdout } = await runNode([COPY, workDir, JSON.stringify(ordered)]);
    lines.push({ name, figures: { ...measured, ...JSON.parse(stdout), ...figures }, isAnchor: true });
  }
  return lines;
}

/** A figure of a line beside that of each of these anchors. */
export function toBareCopies(what: string, line: string, figure: string): Ratio[] {
  return [AS_RECEIVED, JOINED].map((anchor) => ({
    name: `${what} to ${anchor}`,
    of: [line, figure],
    to: [anchor, figure],
  }));
}
