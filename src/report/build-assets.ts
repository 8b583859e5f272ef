import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { VIEWS } from '../views/views.ts';
import type { Assets } from './assets.ts';
import { definitionsOf } from './definitions.ts';

const PAGE = join(import.meta.dirname, 'page');

/** Licences of what is bundled ask to be named wherever it goes. */
const BANNER =
  '/* Includes Observable Plot (© 2020-2025 Observable, Inc., ISC) and D3 (© 2010-2023 Mike Bostock, ISC). */';

/** Bundles the page's script with the charting library, takes its style and the words of the views. */
export async function buildAssets(): Promise<Assets> {
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    banner: { js: BANNER },
    legalComments: 'none',
    logLevel: 'silent',
  });
  return {
    script: outputFiles[0]?.text ?? '',
    style: await readFile(join(PAGE, 'style.css'), 'utf8'),
    definitions: definitionsOf(VIEWS),
  };
}
