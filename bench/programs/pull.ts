import { readConfig } from '../../src/config/config.ts';
import { streamsOf } from '../../src/config/streams.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { runPullOn } from '../../src/ingest/run-pull.ts';
import { openLake } from '../../src/lake/lake.ts';
import { openStore } from '../../src/lake/store/open-store.ts';
import { type StoreCall, tellingStore } from '../../test/harness/telling-store.ts';
import { callsByKind } from '../calls-by-kind.ts';

// All that `codex-lake pull` does, at a moment of its own: into a lake, of the upstream that the environment names. Prints the
// calls to the store by kind.
const [lakeFolder = '', moment = ''] = process.argv.slice(2);
const now = new Date(moment);

const config = await readConfig({ lake: lakeFolder }, process.env, null);
const calls: StoreCall[] = [];
const deadline = deadlineAfter();
const lake = await openLake(
  tellingStore(await openStore(config.lake), (call) => calls.push(call)),
  { deadline },
);
const streams = streamsOf(config, []);
const results = await runPullOn(lake, config, streams, { now: () => now, deadline, collected: streams });
await lake.close();
const failed = results.filter(({ outcome, counters }) => outcome !== 'done' || counters.notLanded > 0);
if (failed.length > 0)
  throw new Error(failed.map(({ stream, outcome }) => `${stream.source.name}: ${outcome}`).join('; '));
process.stdout.write(JSON.stringify(callsByKind(calls)));
