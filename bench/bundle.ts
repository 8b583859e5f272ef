import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLING } from '../lib/bundling.ts';

const HANDLERS = join(import.meta.dirname, '../lambdas/handlers');

export interface Bundle {
  /** File in `lambdas/handlers`, without its ending. */
  readonly handler: string;
  readonly file: string;
  /** Without the engine, which is in a layer. */
  readonly bytes: number;
}

/** Bundles every handler into `folder` as a deployment does. */
export async function bundleHandlers(folder: string): Promise<Bundle[]> {
  const { externalModules, mainFields, ...options } = BUNDLING;
  const bundles: Bundle[] = [];
  for (const entry of (await readdir(HANDLERS)).filter((name) => name.endsWith('.ts')).sort()) {
    const handler = entry.slice(0, -'.ts'.length);
    const file = join(folder, handler, 'index.js');
    await build({
      ...options,
      entryPoints: [join(HANDLERS, entry)],
      bundle: true,
      platform: 'node',
      external: [...externalModules],
      mainFields: [...mainFields],
      outfile: file,
      logLevel: 'error',
    });
    bundles.push({ handler, file, bytes: (await stat(file)).size });
  }
  return bundles;
}
