import * as z from 'zod';
import type { ObjectStore } from '../lake/store/object-store.ts';
import { overwrite } from '../lake/store/overwrite.ts';

const KEY = 'demo.json';
const HOUR_MS = 3_600_000;

const Demo = z.object({ now: z.iso.datetime() });

/**
 * The time it is in the demo company: when the lake's first demo was run, to the hour. It stands still, so that a second demo
 * on the same lake finds nothing new; `asked` moves it.
 */
export async function demoClock(store: ObjectStore, asked: Date | undefined, now: Date): Promise<Date> {
  const bytes = await store.read(KEY);
  if (asked === undefined && bytes !== undefined)
    return new Date(Demo.parse(JSON.parse(Buffer.from(bytes).toString())).now);
  const clock = asked ?? new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  await overwrite(store, KEY, Buffer.from(JSON.stringify({ now: clock.toISOString() })));
  return clock;
}
