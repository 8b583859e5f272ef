import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The validating proxy, of a folder of its own: nothing of the product needs it, and its packages are two hundred. */
const PRISM = '@stoplight/prism-cli';
export const PRISM_VERSION = '5.16.0';

const FETCH_MS = 240_000;
const START_MS = 60_000;

/** Where the proxy cannot be had, said to the person who asked for it. */
export class NoPrism extends Error {}

/** Its program in the user's cache, fetched with npm the first time (75 MB). Throws `NoPrism` where that cannot be. */
export async function prismProgram(note: (text: string) => void): Promise<string> {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const cache = join(base, 'codex-lake', `prism-cli-${PRISM_VERSION}`);
  const program = join(cache, 'node_modules', PRISM, 'dist', 'index.js');
  if (await isThere(program)) return program;
  note(`fetching ${PRISM} ${PRISM_VERSION} with npm into ${cache}`);
  const half = `${cache}.${process.pid}`;
  try {
    await mkdir(half, { recursive: true });
    const quiet = [
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--no-save',
      '--loglevel=error',
      '--fetch-retries=1',
    ];
    await run('npm', ['install', '--prefix', half, ...quiet, `${PRISM}@${PRISM_VERSION}`], {
      cwd: half,
      timeout: FETCH_MS,
    });
    await rm(cache, { recursive: true, force: true });
    await rename(half, cache);
  } catch (error) {
    if (await isThere(program)) return program;
    const [said = ''] = String(error instanceof Error ? error.message : error)
      .split('\n')
      .slice(1);
    throw new NoPrism(`${PRISM} ${PRISM_VERSION} cannot be had with npm${said === '' ? '' : `: ${said}`}`);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  return program;
}

export interface Prism {
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts the proxy between its callers and `upstream`, which answers as it does: what it finds is in its headers. */
export async function startPrism(program: string, document: string, upstream: string): Promise<Prism> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [program, 'proxy', document, upstream, '--host', '127.0.0.1', '--port', String(port)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const said: string[] = [];
  const listening = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (/is listening on/.test(line)) listening.resolve();
      if (said.length < 40) said.push(line);
    });
  const timer = setTimeout(() => listening.reject(new Error('it does not listen in time')), START_MS);
  try {
    await Promise.race([listening.promise, exited.then(() => Promise.reject(new Error('it ended')))]);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${PRISM} did not start: ${said.join('\n')}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
