import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a process took, from its start to its end, as the system tells of one that is over. */
export interface Took {
  readonly wallSeconds: number;
  /** User and system, of all its threads. */
  readonly cpuSeconds: number;
}

export interface Measured extends Took {
  readonly peakRssMB: number;
}

export interface Ran<M = Measured> {
  readonly measured: M;
  readonly stdout: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Runs it by this command, such as `taskset -c 0`. */
  readonly by?: readonly string[];
}

/** Compiled once: of all that is measured, none pays for it twice. */
const COMPILED = join(tmpdir(), 'codex-lake-bench-compiled');

/** Bash's own `time` waits for the process and has its figures from the system; what it prints goes to a file, and what the process prints past it. */
const TIMED = `TIMEFORMAT='%R %U %S'; { time "$@" 2>&4; } 4>&2 2>"$BENCH_TIMES"`;

/** A Node program in a process of its own. */
export function runNode(args: readonly string[], { env, by = [] }: RunOptions = {}): Promise<Ran> {
  const preload = ['--require', join(import.meta.dirname, 'tell-peak.cjs')];
  return runTelling([...by, process.execPath, ...preload, ...args], { NODE_COMPILE_CACHE: COMPILED, ...env });
}

/** A Python program, which has to `import tell_peak`, in a process of its own. */
export function runPython(python: string, args: readonly string[]): Promise<Ran> {
  const env = { PYTHONPATH: join(import.meta.dirname, 'contenders/python'), PYTHONDONTWRITEBYTECODE: '1' };
  return runTelling([python, ...args], env);
}

/** Any program in a process of its own, as it is: nothing is loaded into it that would tell of its memory. */
export function runProgram(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran<Took>> {
  return withFolder(async (folder) => {
    const times = join(folder, 'times');
    const { stdout } = await promisify(execFile)('bash', ['-c', TIMED, 'bash', ...command], {
      env: { ...process.env, ...env, LC_ALL: 'C', BENCH_TIMES: times },
      maxBuffer: 64 << 20,
    }).catch((cause) => {
      throw new Error(`${command.join(' ').slice(0, 300)}: ${cause.stderr || cause.message}`, { cause });
    });
    const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = (await readFile(times, 'utf8'))
      .trim()
      .split(' ')
      .map(Number);
    return { measured: { wallSeconds: wall, cpuSeconds: user + system }, stdout };
  });
}

function runTelling(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  return withFolder(async (folder) => {
    const peak = join(folder, 'peak');
    const { measured, stdout } = await runProgram(command, { ...env, BENCH_PEAK: peak });
    return { measured: { ...measured, peakRssMB: Number(await readFile(peak, 'utf8')) }, stdout };
  });
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-took-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
