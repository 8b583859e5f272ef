import { parseArgs } from 'node:util';
import { startSimulator } from '../simulator/simulator.ts';
import { print, tableOfRows } from '../src/cli/output.ts';
import { settingsOf } from '../src/cli/simulate-command.ts';
import { readConfig } from '../src/config/config.ts';
import { streamsOf } from '../src/config/streams.ts';
import { httpClient } from '../src/http/http-client.ts';
import { isOf } from '../src/sources/stream.ts';
import { addDays } from '../src/tables/utc-day.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '20000' },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `Counts the log files of a working day of a simulated company, by their listings.

  npm run bench:volumes                    20,000 people; two minutes
  npm run bench:volumes -- --people 2000   another size
`;
const DAY = '2026-11-18';

if (values.help) {
  print(HELP);
} else {
  const simulator = await startSimulator({
    people: Number(values.people),
    now: new Date(`${addDays(DAY, 2)}T00:00:00Z`),
  });
  const config = await readConfig({ lake: '.' }, settingsOf(simulator), null);
  const rows = [];
  for (const stream of streamsOf(config, [])) {
    if (!isOf(stream, 'log')) continue;
    const request = { http: httpClient(), upstream: config, ...stream, after: `${DAY}T00:00:00Z` };
    let [files, bytes, largest] = [0, 0, 0];
    for await (const { end_time, file_size } of stream.source.list(request)) {
      if (Date.parse(end_time) > Date.parse(`${addDays(DAY, 1)}T00:00:00Z`)) break;
      files++;
      bytes += file_size;
      largest = Math.max(largest, file_size);
    }
    rows.push({
      log: stream.source.name,
      files,
      MB: (bytes / 1e6).toFixed(1),
      'largest MB': (largest / 1e6).toFixed(2),
    });
  }
  print(tableOfRows(Object.keys(rows[0] ?? {}), rows));
  await simulator.close();
}
