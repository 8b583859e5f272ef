import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { type Clone, cloneIn } from '../test/docs/fresh-clone.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
/** What stands for the last release until one is tagged: `test/fixtures/stack/first-release.json` is of it. */
const UNTAGGED = '4297ef7400bbb1271e79af007f3be5bb809c66fc';

const versions = z.record(z.string(), z.string());
const Package = z.object({ dependencies: versions, devDependencies: versions });
/** Of what only a deployment needs, what ends up in the template or in the functions. */
const DEPLOYED = /^(@aws-|aws-cdk-lib$|constructs$|esbuild$)/;

/** The project as it was last released, ready to be deployed: its own code, with today's packages but for those whose version it names otherwise. */
export async function formerRelease(): Promise<Clone & { readonly commit: string }> {
  const commit = await lastRelease();
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-former-'));
  try {
    await run('bash', ['-c', 'git archive "$0" | tar -x -C "$1"', commit, folder], { cwd: ROOT });
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`the last release (${commit}) is not in this clone; run: git fetch --unshallow --tags`, {
      cause,
    });
  }
  await linkPackages(folder);
  // Who is first fetches the layer, and a link to nowhere cannot be made a folder.
  await mkdir(join(ROOT, 'layers/duckdb/built'), { recursive: true });
  await symlink(join(ROOT, 'layers/duckdb/built'), join(folder, 'layers/duckdb/built'));
  return { commit, ...cloneIn(folder) };
}

async function lastRelease(): Promise<string> {
  try {
    const { stdout } = await run('git', ['describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^'], {
      cwd: ROOT,
    });
    return stdout.trim();
  } catch {
    return UNTAGGED;
  }
}

async function linkPackages(folder: string): Promise<void> {
  const [then, now] = await Promise.all([folder, ROOT].map(dependenciesOf));
  const others = Object.entries(then ?? {}).filter(([name, version]) => now?.[name] !== version);
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  const own = new Set(others.map(([name]) => name));
  for (const name of await packagesIn(join(ROOT, 'node_modules')))
    if (!own.has(name)) await link(join(ROOT, 'node_modules', name), join(modules, name));
  if (others.length === 0) return;
  const extra = join(folder, '.former');
  await mkdir(extra);
  const wanted = others.map(([name, version]) => `${name}@${version}`);
  const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', '--prefix', extra, ...quiet, ...wanted]);
  for (const name of own) await link(join(extra, 'node_modules', name), join(modules, name));
}

async function dependenciesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const { dependencies, devDependencies } = Package.parse(
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  );
  const deployed = Object.entries(devDependencies).filter(([name]) => DEPLOYED.test(name));
  return { ...dependencies, ...Object.fromEntries(deployed) };
}

/** Names of packages, those of a scope by themselves, and what else lies there. */
async function packagesIn(modules: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of await readdir(modules))
    if (name.startsWith('@'))
      names.push(...(await readdir(join(modules, name))).map((inner) => `${name}/${inner}`));
    else names.push(name);
  return names;
}

async function link(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await symlink(from, to);
}
