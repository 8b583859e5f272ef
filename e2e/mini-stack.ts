import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const RECORDER = join(import.meta.dirname, 'record-calls.py');
/** Key and secret of who owns the account. */
const ROOT = 'local';
const CACHE = join(import.meta.dirname, '.venv');

/** A local AWS: MiniStack, a server in Python that emulates the services on one port. */
export interface MiniStack {
  readonly endpoint: string;
  /** What AWS clients and the CDK need to talk to it instead of AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** File with a line of JSON for each call it decided on; see `record-calls.py`. */
  readonly calls: string;
  /** A command that was installed beside it. */
  tool(name: string): string;
  stop(): Promise<void>;
}

/** Starts it on a free port, with nothing in it. Its log goes to `logFile`; functions see the variables given. */
export async function startMiniStack(
  logFile: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<MiniStack> {
  const program = await install();
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-aws-'));
  const calls = join(folder, 'calls.jsonl');
  const server = spawn(join(dirname(program), 'python3'), [RECORDER], {
    cwd: folder,
    env: {
      ...process.env,
      ...variables,
      // Functions are to run on the Node this runs on.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      // Signatures are verified, and every call is held against the policies of who makes it, functions by their roles.
      AUTH: 'true',
      AWS_ACCESS_KEY_ID: ROOT,
      AWS_SECRET_ACCESS_KEY: ROOT,
      RECORDED_CALLS: calls,
      GATEWAY_PORT: String(port),
      S3_DATA_DIR: join(folder, 's3'),
      STATE_DIR: join(folder, 'state'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile);
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(server, endpoint);
  return {
    endpoint,
    environment: {
      ...variables,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: ROOT,
      AWS_SECRET_ACCESS_KEY: ROOT,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    calls,
    tool: (name) => join(dirname(program), name),
    async stop() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Puts it into a virtual environment of its own, once for each list of what it needs. */
async function install(): Promise<string> {
  const version = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 12);
  const venv = join(CACHE, version);
  const program = join(venv, 'bin', 'ministack');
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (isThere) return program;
  await rm(CACHE, { recursive: true, force: true });
  await mkdir(CACHE, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', venv]);
    await run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--requirement', REQUIREMENTS]);
  } catch (cause) {
    await rm(venv, { recursive: true, force: true });
    throw new Error(
      'the local AWS cannot be installed: it needs python3 (3.11 or later) with venv, and PyPI; the other tests do without it (npm test)',
      { cause },
    );
  }
  return program;
}

async function untilItAnswers(server: ChildProcess, endpoint: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    if (server.exitCode !== null) throw new Error(`the local AWS ended with ${server.exitCode}; see its log`);
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(250);
  }
  throw new Error('the local AWS does not answer after a minute; see its log');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
