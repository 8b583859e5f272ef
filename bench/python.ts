import { join } from 'node:path';
import { installedPython, installPython } from '../e2e/python.ts';

const REQUIREMENTS = join(import.meta.dirname, 'contenders/python/contenders.txt');

/** How the optional contenders get there. */
export const HOW_TO_INSTALL = 'npm run bench:python installs it';

/** The Python that has the contenders; undefined where they are not installed. */
export async function pythonOfContenders(): Promise<string | undefined> {
  const programs = await installedPython(REQUIREMENTS);
  return programs === undefined ? undefined : join(programs, 'python3');
}

export async function installContenders(): Promise<string> {
  return installPython(
    REQUIREMENTS,
    'contenders cannot be installed: they need python3 (3.11 or later) with venv, and PyPI',
  );
}
