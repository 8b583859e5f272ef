import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { startDevServer } from '../src/report/dev/dev-server.ts';
import { rebuildOnChange } from '../src/report/dev/rebuild-on-change.ts';

/**
 * `npm run report:dev`: shows the report of a lake (`--lake`, by default that of `npm start`) in a browser, makes it anew when
 * something below src/report or src/views changes, and lets the browser reload it. Each build is a process of its own, so that every
 * changed module counts, and what is seen is what `codex-lake report` writes. Ends with Ctrl-C.
 */
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const WATCHED = [path('../src/report'), path('../src/views')];
const BUILD_TIMEOUT_MS = 300_000;
const run = promisify(execFile);

const { values } = parseArgs({
  options: { lake: { type: 'string' }, port: { type: 'string', default: '4680' } },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  throw new Error(`--port ${values.port}: is none; allowed are whole numbers from 0 to 65535, 0 for any`);

const folder = await mkdtemp(join(tmpdir(), 'codex-lake-report-dev-'));
const file = join(folder, 'report.html');
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
const server = await startDevServer(file, port);
console.log(
  `${server.url} shows the report; change src/report or src/views, and it reloads; Ctrl-C ends this`,
);

let started = 0;
await rebuildOnChange({
  folders: WATCHED,
  async build() {
    started = performance.now();
    const lake = values.lake === undefined ? [] : ['--lake', values.lake];
    try {
      await run(process.execPath, [path('codex-lake.ts'), 'report', '--out', file, ...lake], {
        timeout: BUILD_TIMEOUT_MS,
        signal: ended.signal,
      });
    } catch (error) {
      throw new Error(String(Object(error).stderr || error).trim(), { cause: error });
    }
  },
  built(failure) {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(failure === undefined ? `made in ${seconds} s` : `not made: ${failure}`);
    server.tell(failure);
  },
  signal: ended.signal,
});
server.close();
await rm(folder, { recursive: true, force: true });
