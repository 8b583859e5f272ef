import { UNHEARD_OF_CLIENT } from '../company/surfaces.ts';
import type { FaultName } from '../faults.ts';
import { mix } from '../random.ts';
import type { LogLine } from './envelope.ts';

type Has = (fault: FaultName) => boolean;

/** What befalls single events. Decided by the event's hash, so a copy in another file suffers the same. */
export function spoilLine({ line, hash }: LogLine, has: Has): string {
  let text = line;
  if (has('unknown-client') && hash % 10 === 3) {
    text = text.replace(/"client_id":"[A-Z_]+"/, `"client_id":"${UNHEARD_OF_CLIENT}"`);
  }
  if (has('new-key')) {
    text = text.replace('"event_details":{', '"event_details":{"review_depth":{"passes":2},');
    text = `${text.slice(0, -1)},"schema_revision":7,"labels":["simulated"]}`;
  }
  if (has('no-timestamp') && mix(hash, 0x7175) % 100 === 0) {
    const unusable = ['', '"timestamp":null,', '"timestamp":"the day before yesterday",'][hash % 3]!;
    text = text.replace(/"timestamp":"[^"]*",/, unusable);
  }
  return text;
}

/** How many windows too late an event is filed; 0 for nearly all. */
export function lateness(hash: number, has: Has): number {
  const draw = mix(hash, 0x1a7e);
  return has('late-events') && draw % 50 === 0 ? 12 + ((draw >>> 8) % 127) : 0;
}

/** How many windows on an event is filed again; 0 for nearly all. */
export function echo(hash: number, has: Has): number {
  const draw = mix(hash, 0xd0b1);
  return has('duplicate-events') && draw % 100 < 3 ? 1 + ((draw >>> 8) % 9) : 0;
}
