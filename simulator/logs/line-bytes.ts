// Reused by every call: large buffers made and dropped by the second keep the garbage collector busy.
let scratch = Buffer.alloc(1024 * 1024);

/**
 * Lines and their newlines as UTF-8. Put down one by one, because a single letter beyond Latin-1 would make all
 * of a joined string two bytes a character, and slow.
 */
export function lineBytes(lines: Iterable<string>): Buffer {
  let at = 0;
  for (const line of lines) {
    const most = at + line.length * 3 + 1;
    if (most > scratch.length) scratch = Buffer.concat([scratch], Math.max(most, scratch.length * 2));
    at += scratch.write(line, at);
    scratch[at++] = 0x0a;
  }
  return Buffer.from(scratch.subarray(0, at));
}
