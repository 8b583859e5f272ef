import { execFile } from 'node:child_process';
import { access, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The last Trino that runs on Java 17, and near to what Athena engine version 3 is made of. Put together of its modules on
 * Maven Central, which are a sixth of the size of the packed server: io.trino:trino-main, and the hive connector.
 */
export const TRINO_VERSION = '435';

const CONNECTOR = `io.trino:trino-hive:${TRINO_VERSION}:zip`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>codex-lake</groupId><artifactId>trino</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.trino</groupId><artifactId>trino-main</artifactId><version>${TRINO_VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** What is missing for a Trino of our own, said to the person who asked for one. */
export class NoTrino extends Error {}

export interface TrinoFiles {
  /** Folder of the server's jars. */
  readonly lib: string;
  /** Folder of folders of plugins. */
  readonly plugins: string;
}

/** A Trino in the user's cache, fetched with Maven the first time (about 300 MB). Throws `NoTrino` where that cannot be. */
export async function trinoFiles(note: (text: string) => void): Promise<TrinoFiles> {
  await requireJava();
  const cache = join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'codex-lake',
    `trino-${TRINO_VERSION}`,
  );
  const files = { lib: join(cache, 'lib'), plugins: join(cache, 'plugin') };
  if (await isThere(cache)) return files;
  note(`fetching Trino ${TRINO_VERSION} from Maven Central into ${cache}`);
  const half = `${cache}.${process.pid}`;
  try {
    await mkdir(half, { recursive: true });
    await writeFile(join(half, 'pom.xml'), POM);
    await maven(half, ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib']);
    await maven(half, ['dependency:copy', `-Dartifact=${CONNECTOR}`, '-DoutputDirectory=.']);
    await unpackConnector(half);
    await rename(half, cache);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  return files;
}

const REMEDY =
  'install a JDK and Maven and put `java`, `jar` and `mvn` on the PATH (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless maven)';

async function requireJava(): Promise<void> {
  const said = await run('java', ['-version']).catch(() => undefined);
  const major = Number(/version "(\d+)/.exec(said?.stderr ?? '')?.[1] ?? 0);
  if (major < 17) throw new NoTrino(`there is no Java 17 or later on this machine; ${REMEDY}`);
}

async function maven(folder: string, goal: readonly string[]): Promise<void> {
  try {
    await run('mvn', ['--batch-mode', '--quiet', ...goal], { cwd: folder, maxBuffer: 2 ** 26 });
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    const why = /\[ERROR\] (.*?)( ->|$)/m.exec(said)?.[1] ?? `there is no Maven on this machine; ${REMEDY}`;
    throw new NoTrino(`Trino's files could not be fetched: ${why}`);
  }
}

async function unpackConnector(half: string): Promise<void> {
  // The JDK's jar reads zip files on every machine that has a JDK.
  const unpacked = join(half, 'unpacked');
  await mkdir(unpacked);
  await run('jar', ['--extract', '--file', `../trino-hive-${TRINO_VERSION}.zip`], {
    cwd: unpacked,
    maxBuffer: 2 ** 26,
  });
  const [folder = ''] = await readdir(unpacked);
  await cp(join(unpacked, folder), join(half, 'plugin', 'hive'), { recursive: true });
  await rm(unpacked, { recursive: true });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
