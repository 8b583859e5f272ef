/**
 * Lines and their newlines as UTF-8. Put down one by one, because a single letter beyond Latin-1 would make all
 * of a joined string two bytes a character, and slow.
 */
export function lineBytes(lines: Iterable<string>): Buffer {
  let bytes = Buffer.allocUnsafeSlow(64 * 1024);
  let at = 0;
  for (const line of lines) {
    const most = at + line.length * 3 + 1;
    if (most > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(most, bytes.length * 2));
      bytes.copy(larger, 0, 0, at);
      bytes = larger;
    }
    at += bytes.write(line, at);
    bytes[at++] = 0x0a;
  }
  // A copy, so that the slack is not kept alive.
  return Buffer.from(bytes.subarray(0, at));
}
