import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Engine } from '../engine/engine.ts';
import { type CanonicalRecords, canonicalLines, saveRecords } from './canonical-records.ts';

/** What is sorted in memory at once, in characters: a longer list is sorted piece by piece on disk. */
const PIECE_LENGTH = 8 << 20;

/** Records in their canonical form, in a scratch file that is gone once they are disposed of. */
export interface SortedRecords extends Omit<CanonicalRecords, 'lines'>, AsyncDisposable {
  readonly file: string;
}

/**
 * The canonical form of records that come page by page, the same that `canonicalRecords` makes of all of them at once, in memory
 * that does not grow with their number. Texts must be well-formed, as all are that were decoded from UTF-8.
 */
export async function sortRecords(
  engine: Pick<Engine, 'workDir'>,
  pages: AsyncIterable<readonly string[]>,
  pieceLength = PIECE_LENGTH,
): Promise<SortedRecords> {
  const pieces: string[] = [];
  let texts: string[] = [];
  let length = 0;
  try {
    for await (const page of pages) {
      for (const text of page) {
        texts.push(text);
        length += text.length;
      }
      if (length < pieceLength) continue;
      pieces.push(await saveRecords(engine, { lines: canonicalLines(texts) }));
      texts = [];
      length = 0;
    }
    const rest = canonicalLines(texts);
    if (pieces.length === 0) return await saveSorted(engine, rest);
    pieces.push(await saveRecords(engine, { lines: rest }));
    return await saveSorted(engine, merged(pieces.map(linesOf)));
  } finally {
    for (const piece of pieces) await rm(piece, { force: true });
  }
}

async function saveSorted(
  engine: Pick<Engine, 'workDir'>,
  sorted: Iterable<string> | AsyncIterable<string>,
): Promise<SortedRecords> {
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  async function* counted(): AsyncIterable<string> {
    for await (const line of sorted) {
      hash.update(line).update('\n');
      rows++;
      bytes += Buffer.byteLength(line) + 1;
      yield line;
    }
  }
  const file = await saveRecords(engine, { lines: counted() });
  const dispose = () => rm(file, { force: true });
  return { file, rows, bytes, hash: hash.digest('hex'), [Symbol.asyncDispose]: dispose };
}

/** The lines of pieces that are each sorted, all in order and each once. */
async function* merged(pieces: readonly AsyncGenerator<string>[]): AsyncIterable<string> {
  const heads = await Promise.all(pieces.map((piece) => piece.next()));
  let last: string | undefined;
  try {
    for (;;) {
      const least = indexOfLeast(heads);
      const piece = pieces[least];
      const line = heads[least]?.value;
      if (piece === undefined || line === undefined) return;
      if (line !== last) yield line;
      last = line;
      heads[least] = await piece.next();
    }
  } finally {
    for (const piece of pieces) await piece.return(undefined);
  }
}

/** Where the head with the least line is; -1 where all have ended. */
function indexOfLeast(heads: readonly IteratorResult<string, undefined>[]): number {
  let least = -1;
  let line: string | undefined;
  for (const [index, { value }] of heads.entries()) {
    if (value === undefined || (line !== undefined && line <= value)) continue;
    least = index;
    line = value;
  }
  return least;
}

/** The lines of a file. Node's readline would break them at U+2028 too, which JSON may hold. */
export async function* linesOf(file: string): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
