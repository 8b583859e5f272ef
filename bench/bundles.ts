import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { bundleHandlers } from '../lib/bundle-handlers.ts';

/**
 * `npm run bundles [-- --json]`: size of each handler's bundle, and how long its modules take to load in a fresh process, as a
 * cold start does: its own, and DuckDB's. Medians of five.
 */
const TIMES = 5;
const MODULES = join(import.meta.dirname, '../node_modules');

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const folder = await mkdtemp(join(tmpdir(), 'codex-lake-bundles-'));
try {
  await symlink(MODULES, join(folder, 'node_modules'));
  const measured = [];
  for (const { handler, file, bytes } of await bundleHandlers(folder))
    measured.push({ handler, bytes, ...(await loadTimes(file)) });
  if (values.json) console.log(JSON.stringify(measured, null, 2));
  else
    for (const { handler, bytes, ownMs, engineMs } of measured)
      console.log(
        `${handler.padEnd(12)} ${(bytes / 1000).toFixed(0).padStart(5)} kB   loads in ${ownMs.toFixed(0)} ms, DuckDB in ${engineMs.toFixed(0)} ms`,
      );
} finally {
  await rm(folder, { recursive: true });
}

/** Milliseconds the engine takes, and then the bundle. In this order, as the bundle needs the engine. */
async function loadTimes(file: string): Promise<{ readonly ownMs: number; readonly engineMs: number }> {
  const script = join(folder, 'load.cjs');
  await writeFile(
    script,
    `const start = performance.now(); require('@duckdb/node-api'); const between = performance.now();
    require(${JSON.stringify(file)}); const end = performance.now();
    process.stdout.write('\\n' + JSON.stringify([end - between, between - start]), () => process.exit(0));`,
  );
  const environment = { ...process.env, AWS_REGION: 'us-east-1', CODEX_LAKE_STACK: 'CodexLake' };
  const own: number[] = [];
  const engine: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env: environment });
    const [ownMs = Number.NaN, engineMs = Number.NaN] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]');
    own.push(ownMs);
    engine.push(engineMs);
  }
  return { ownMs: median(own), engineMs: median(engine) };
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
