import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { note, print, tableOfRows } from '../src/cli/output.ts';
import { type InputFile, makeInput } from './input.ts';
import type { Measured } from './measure.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '100,1000' },
    rounds: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `Compares the lake's own path from JSONL logs to finished partitions with other ways to write Parquet.

  npm run bench                      100 MB and 1 GB, as a table
  npm run bench -- --json            the same as one JSON document
  npm run bench -- --sizes 50        50 MB only
  npm run bench -- --rounds 3        all in turn, three times, and of each the median: for a machine with other work
`;

const OTHERS = ['bare-copy', 'hyparquet-writer', 'parquetjs'];

interface Run extends Measured {
  readonly name: string;
  readonly inputMB: number;
  readonly mbPerSecond: number;
}

/** Each contender runs in a process of its own, so that peak memory is its own. */
async function contend(name: string, inputMB: number, args: readonly string[]): Promise<Run> {
  note(`${name} …`);
  const script = join(import.meta.dirname, 'contenders', `${name}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { maxBuffer: 1 << 20 });
  const measured: Measured = JSON.parse(stdout);
  return { name, inputMB, mbPerSecond: inputMB / measured.seconds, ...measured };
}

async function compare(folder: string, input: string, files: readonly InputFile[]): Promise<Run[]> {
  const inputMB = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  await writeFile(join(folder, 'files.json'), JSON.stringify(files));
  const runs: Run[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const lake = join(folder, `lake-${round}`);
    runs.push(await contend('codex-lake', inputMB, [lake, input]));
    const second = await contend('codex-lake', inputMB, [lake, input]);
    runs.push({ ...second, name: 'codex-lake, second run' });
    for (const name of OTHERS) runs.push(await contend(name, inputMB, [folder, input]));
  }
  return Object.values(Object.groupBy(runs, ({ name }) => name)).flatMap((same = []) => medianOf(same));
}

/** The run of the middle by time, as a list that is empty when there is none. */
function medianOf(runs: readonly Run[]): Run[] {
  const middle = runs.toSorted((a, b) => a.seconds - b.seconds)[runs.length >> 1];
  return middle === undefined ? [] : [middle];
}

if (values.help) {
  print(HELP);
} else {
  const runs: Run[] = [];
  for (const size of values.sizes.split(',').map(Number)) {
    const folder = await mkdtemp(join(tmpdir(), 'codex-lake-bench-'));
    note(`making ${size} MB of CODEX_LOG …`);
    const input = join(folder, 'input');
    const files = await makeInput(input, size);
    runs.push(...(await compare(folder, input, files)));
    await rm(folder, { recursive: true });
  }
  report(runs);
}

function report(runs: readonly Run[]): void {
  // Ratios are of the largest input: small ones measure starting up.
  const last = (name: string) => runs.findLast((run) => run.name === name)?.seconds ?? Number.NaN;
  const ours = last('codex-lake');
  const ratios = {
    vsHyparquetWriter: last('hyparquet-writer') / ours,
    vsParquetjs: last('parquetjs') / ours,
    vsBareCopy: ours / last('bare-copy'),
  };
  if (values.json) {
    print(JSON.stringify({ machine: `${cpus().length} × ${cpus()[0]?.model}`, runs, ratios }, null, 2));
    return;
  }
  const rows = runs.map(({ name, inputMB, seconds, mbPerSecond, peakRssMB, outputBytes }) => ({
    name,
    'input MB': inputMB.toFixed(0),
    seconds: seconds.toFixed(2),
    'MB/s': mbPerSecond.toFixed(0),
    'peak MB': peakRssMB.toFixed(0),
    'output MB': (outputBytes / 1e6).toFixed(1),
  }));
  print(tableOfRows(Object.keys(rows[0] ?? {}), rows));
  print(`
${ratios.vsHyparquetWriter.toFixed(2)} times the speed of hyparquet-writer
${ratios.vsParquetjs.toFixed(2)} times the speed of parquetjs
${ratios.vsBareCopy.toFixed(2)} times the time of DuckDB's bare COPY, which keeps no original, checks, dedupes and orders nothing`);
}
