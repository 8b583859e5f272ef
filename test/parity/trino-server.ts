import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { NoTrino, TRINO_VERSION, type TrinoFiles } from './trino-files.ts';

export interface TrinoServer {
  readonly url: string;
  close(): Promise<void>;
}

const LAUNCHER = `public class Launch {
  public static void main(String[] args) { new io.trino.server.Server().start("${TRINO_VERSION}"); }
}
`;

/** Starts Trino on loopback with one catalog, `lake`: the hive connector over a bucket `lake` of the S3 at `s3Url`. */
export async function startTrino(files: TrinoFiles, s3Url: string, workDir: string): Promise<TrinoServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await mkdir(join(workDir, 'catalog'), { recursive: true });
  await writeFile(join(workDir, 'Launch.java'), LAUNCHER);
  await writeFile(join(workDir, 'config.properties'), properties(serverSettings(port, url)));
  await writeFile(join(workDir, 'catalog/lake.properties'), properties(catalogSettings(s3Url)));
  const settings = {
    'node.environment': 'parity',
    'node.id': 'parity',
    'node.internal-address': '127.0.0.1',
    'node.bind-ip': '127.0.0.1',
    'node.data-dir': join(workDir, 'data'),
    config: join(workDir, 'config.properties'),
    'plugin.dir': files.plugins,
    'catalog.config-dir': join(workDir, 'catalog'),
    // Parquet times without a zone are UTC here; the session's zone below says the same.
    'user.timezone': 'UTC',
  };
  const log = await open(join(workDir, 'server.log'), 'w');
  const flags = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  const child = spawn(
    'java',
    ['-Xmx3g', ...flags, '-cp', join(files.lib, '*'), join(workDir, 'Launch.java')],
    {
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  const ended = once(child, 'exit');
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
    await log.close();
  };
  for (let tries = 0; !(await isReady(url)); tries++) {
    if (child.exitCode !== null || tries > 240) {
      await close();
      const text = await readFile(join(workDir, 'server.log'), 'utf8');
      throw new NoTrino(`Trino did not start: ${/Error: .*/.exec(text)?.[0] ?? 'no reason given'}`);
    }
    await setTimeout(500);
  }
  return { url, close };
}

function serverSettings(port: number, url: string): Record<string, string> {
  return {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': String(port),
    'discovery.uri': url,
    'query.max-memory': '2GB',
    'query.max-memory-per-node': '1GB',
  };
}

function catalogSettings(s3Url: string): Record<string, string> {
  return {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': 's3://lake/metastore',
    'hive.metastore.user': 'parity',
    'hive.non-managed-table-writes-enabled': 'true',
    // The connector's HDFS part is not among its files on Maven Central, and not needed.
    'fs.hadoop.enabled': 'false',
    'fs.native-s3.enabled': 'true',
    's3.endpoint': s3Url,
    's3.region': 'us-east-1',
    's3.path-style-access': 'true',
    's3.aws-access-key': 'local',
    's3.aws-secret-key': 'local',
  };
}

function properties(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

async function isReady(url: string): Promise<boolean> {
  try {
    const info: unknown = await (await fetch(`${url}/v1/info`)).json();
    return typeof info === 'object' && info !== null && 'starting' in info && info.starting === false;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
