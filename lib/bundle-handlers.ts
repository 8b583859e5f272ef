import { existsSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { writeAssets } from '../src/report/assets.ts';
import { buildAssets } from '../src/report/build-assets.ts';

const LAMBDAS = join(import.meta.dirname, '../lambdas');
const EC2 = '@aws-sdk/client-ec2';

/**
 * Layers are found by `require` only, so the format is CommonJS; the ES modules of a package can be shaken, its CommonJS
 * cannot. The engine comes in a layer. Everything else, the AWS SDK too, is inside.
 */
const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  external: ['@duckdb/node-api', EC2],
  logLevel: 'error',
};

/** What a handler has beside its bundle, by the handler. */
const BESIDE: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  // The client of EC2 is larger than all else together and cannot be shaken. It stands where Node looks for it, and is loaded
  // when there is a prefix list.
  async allowlist(folder) {
    const outfile = join(folder, 'node_modules', EC2, 'index.js');
    await build({ ...OPTIONS, external: [], entryPoints: [EC2], outfile });
  },
  // The page's script and style: a function has no bundler.
  async report(folder) {
    await writeAssets(folder, await buildAssets());
  },
};

export interface Bundle {
  /** Folder in `lambdas`. */
  readonly handler: string;
  readonly file: string;
  /** Without the engine, and without what stands beside it. */
  readonly bytes: number;
}

/** Every deployed function: the folders of `lambdas` that have a handler. */
export function handlerNames(): string[] {
  return readdirSync(LAMBDAS)
    .filter((folder) => existsSync(join(LAMBDAS, folder, 'handler.ts')))
    .sort();
}

/**
 * Bundles every handler into a folder of its name below `folder`. All at once, so that what
 * they share is parsed once: the CDK's own bundling, one after the other, takes most of a synthesis.
 */
export async function bundleHandlers(folder: string): Promise<Bundle[]> {
  const handlers = handlerNames();
  const entryPoints = Object.fromEntries(
    handlers.map((handler) => [`${handler}/index`, join(LAMBDAS, handler, 'handler.ts')]),
  );
  await build({ ...OPTIONS, entryPoints, outdir: folder });
  return Promise.all(
    handlers.map(async (handler) => {
      const file = join(folder, handler, 'index.js');
      await BESIDE[handler]?.(dirname(file));
      return { handler, file, bytes: (await stat(file)).size };
    }),
  );
}
