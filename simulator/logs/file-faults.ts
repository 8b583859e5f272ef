import type { FaultName } from '../faults.ts';
import { mix } from '../random.ts';

type Has = (fault: FaultName) => boolean;

/** Puts a file's lines together, in the way they should be or not. `hash` is the file's. */
export function assemble(lines: readonly string[], hash: number, has: Has): Buffer {
  let shown = lines;
  if (has('concatenated-objects') && chosen(hash, 0xc0c, 4)) {
    shown = shown.map((line, i) => (i % 4 === 1 && i < shown.length - 1 ? line : `${line}\n`));
  } else {
    shown = shown.map((line) => `${line}\n`);
  }
  let text = shown.join('');
  if (has('bad-line') && chosen(hash, 0xbad, 6)) {
    const bad =
      hash % 2 === 0
        ? 'upstream connect error or disconnect/reset before headers\n'
        : '{"event_id": "cut off in the mi\n';
    const at = text.indexOf('\n') + 1;
    text = text.slice(0, at) + bad + text.slice(at);
  }
  if (has('no-trailing-newline') && chosen(hash, 0xe01, 2)) text = text.slice(0, -1);
  return Buffer.from(text);
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
