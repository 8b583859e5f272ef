import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { freePort, untilItAnswers } from './local-server.ts';
import { installPython } from './python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'moto-requirements.txt');
const SERVER = join(import.meta.dirname, 'serve-moto.py');

/** A second local AWS, by other people: moto, a server in Python that keeps everything in memory. */
export interface Moto {
  readonly endpoint: string;
  /** What AWS clients need to talk to it instead of AWS. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts it on a free port, with nothing in it. Its log goes to `logFile`. Throws where it cannot be installed. */
export async function startMoto(logFile: string): Promise<Moto> {
  const programs = await installPython(REQUIREMENTS);
  const port = await freePort();
  const server = spawn(join(programs, 'python3'), [SERVER, String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile);
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(server, `${endpoint}/moto-api/data.json`);
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
    },
    async stop() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
  };
}
