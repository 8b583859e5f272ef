import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Definitions } from './definitions.ts';

/** What the page is made of besides data. */
export interface Assets {
  /** The page's script, one classic script that needs nothing else. */
  readonly script: string;
  readonly style: string;
  readonly definitions: Definitions;
}

const FILE = 'report-assets.json';

/** Puts assets into a folder: beside a bundled function, which has neither a bundler nor the views' files. */
export async function writeAssets(folder: string, assets: Assets): Promise<void> {
  await writeFile(join(folder, FILE), JSON.stringify(assets));
}

export async function readAssets(folder: string): Promise<Assets> {
  return JSON.parse(await readFile(join(folder, FILE), 'utf8'));
}
