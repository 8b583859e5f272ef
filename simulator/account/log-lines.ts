export interface LinesRead {
  readonly lines: number;
  readonly badLines: number;
  readonly events: ReadonlyMap<string, string | null>;
}

// Every event the simulator writes begins like this, and user content cannot: its quotes are escaped.
const EVENT = /\{"event_id":"([^"]+)","type":"[A-Z_]+"(?:,"timestamp":(?:"([^"]*)"|null))?/g;
const USABLE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** Reads back a file as it was sent. Scans rather than parses: this runs on every download. */
export function readLogLines(text: string): LinesRead {
  const events = new Map<string, string | null>();
  for (const [, id, timestamp] of text.matchAll(EVENT)) {
    if (id) events.set(id, timestamp && USABLE.test(timestamp) ? timestamp : null);
  }
  let lines = 0;
  let badLines = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (end > at) {
      lines += 1;
      if (!text.startsWith('{"event_id":"', at) || text[end - 1] !== '}') badLines += 1;
    }
    at = end + 1;
  }
  return { lines, badLines, events };
}
