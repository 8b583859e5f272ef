import type { FaultName } from '../faults.ts';
import { mix } from '../random.ts';
import { lineBytes } from './line-bytes.ts';

type Has = (fault: FaultName) => boolean;

const BAD_LINES = [
  'upstream connect error or disconnect/reset before headers',
  '{"event_id": "cut off in the mi',
] as const;

/** Puts a file's lines together, in the way they should be or not. `hash` is the file's. */
export function assemble(lines: readonly string[], hash: number, has: Has): Buffer {
  const shown = has('concatenated-objects') && chosen(hash, 0xc0c, 4) ? inTwos(lines) : [...lines];
  if (has('bad-line') && chosen(hash, 0xbad, 6)) shown.splice(1, 0, BAD_LINES[hash % 2]!);
  const bytes = lineBytes(shown);
  return has('no-trailing-newline') && chosen(hash, 0xe01, 2) ? bytes.subarray(0, -1) : bytes;
}

/** One line in three holds the object of the next as well. */
function inTwos(lines: readonly string[]): string[] {
  const shown: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (i % 4 === 2) shown.push(shown.pop() + line);
    else shown.push(line);
  }
  return shown;
}

export function isMislabelled(hash: number, has: Has): boolean {
  return has('wrong-checksum') && chosen(hash, 0x5a, 30);
}

export function isGone(hash: number, has: Has): boolean {
  return has('expired-file') && chosen(hash, 0x404, 25);
}

export function breaksOff(hash: number, has: Has): boolean {
  return has('truncated-body') && chosen(hash, 0xc07, 5);
}

export function urlComesStale(hash: number, has: Has): boolean {
  return has('expired-url') && chosen(hash, 0x403, 3);
}

export function isSplit(windowHash: number, has: Has): boolean {
  return has('same-end-time') && chosen(windowHash, 0x2e, 3);
}

function chosen(hash: number, salt: number, oneIn: number): boolean {
  return mix(hash, salt) % oneIn === 0;
}
