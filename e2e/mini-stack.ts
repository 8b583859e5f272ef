import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { freePort, untilItAnswers } from './local-server.ts';
import { installPython } from './python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const RECORDER = join(import.meta.dirname, 'record-calls.py');
/** Key and secret of who owns the account. */
const ROOT = 'local';

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
  const programs = await installPython(REQUIREMENTS);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-aws-'));
  const calls = join(folder, 'calls.jsonl');
  const server = spawn(join(programs, 'python3'), [RECORDER], {
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
  await untilItAnswers(server, `${endpoint}/_ministack/health`);
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
    tool: (name) => join(programs, name),
    async stop() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
