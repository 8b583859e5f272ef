import { createReadStream } from 'node:fs';
import { MAX_RECORD_BYTES } from './strict-read.ts';

/** A line with its number, from 1; without its text, and with the reason, when it cannot be read. */
export type Line =
  | { readonly line: number; readonly text: string; readonly reason?: undefined }
  | { readonly line: number; readonly text?: undefined; readonly reason: string };

/** Lines of a file that are not empty, with their number; without the text of those too long or not UTF-8. */
export async function* readLines(file: string): AsyncIterable<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Buffer[] = [];
  let heldBytes = 0;
  let line = 0;
  function take(): Line | undefined {
    line++;
    const bytes = Buffer.concat(held);
    const tooLong = heldBytes > MAX_RECORD_BYTES;
    held = [];
    heldBytes = 0;
    if (tooLong) return { line, reason: `longer than ${MAX_RECORD_BYTES} bytes` };
    try {
      const text = decoder.decode(bytes).trim();
      return text === '' ? undefined : { line, text };
    } catch {
      return { line, reason: 'not UTF-8' };
    }
  }
  function hold(piece: Buffer): void {
    heldBytes += piece.length;
    if (heldBytes <= MAX_RECORD_BYTES) held.push(piece);
    else held = [];
  }
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      hold(chunk.subarray(from, to));
      const read = take();
      if (read !== undefined) yield read;
      from = to + 1;
    }
    hold(chunk.subarray(from));
  }
  if (heldBytes > 0) {
    const read = take();
    if (read !== undefined) yield read;
  }
}
