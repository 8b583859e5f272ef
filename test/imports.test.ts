import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import project from '../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The folders of what runs, from the ground up: a folder imports from itself and from those above it in this list, never from
 * those below. The table in CONTRIBUTING says the same for people.
 */
const LAYERS = [
  'src/deadline',
  'src/json',
  'src/privacy',
  'src/http',
  'src/tables',
  'src/views',
  'src/lake/store',
  'src/lake/engine',
  'src/lake',
  'src/lake/parse',
  'src/lake/write',
  'src/sources',
  'src/ledger',
  'src/coverage',
  'src/ingest',
  'src/repair',
  'src/query',
  'src/report',
  'src/allowlist',
  'src/config',
  'src/doctor',
  'simulator',
  'src/cli',
  'lambdas/aws',
  'lambdas',
  'lib',
  'layers',
  'bin',
] as const;
type Layer = (typeof LAYERS)[number];

/** Of the layers above it, those a layer must do without. */
const NEVER: Readonly<Partial<Record<Layer, (to: Layer) => boolean>>> = {
  // Upstream's stand-in shares nothing with what is tried against it.
  simulator: (to) => to.startsWith('src/'),
  'src/lake': (to) => to === 'src/http',
  'src/query': (to) => ['src/sources', 'src/ledger', 'src/coverage', 'src/ingest', 'src/repair'].includes(to),
  'src/report': (to) =>
    ['src/sources', 'src/ledger', 'src/coverage', 'src/ingest', 'src/repair'].includes(to),
  'src/allowlist': (to) =>
    ['src/coverage', 'src/ingest', 'src/repair', 'src/query', 'src/report'].includes(to),
  lambdas: (to) => to === 'src/cli' || to === 'simulator',
  'lambdas/aws': (to) => to === 'src/cli' || to === 'simulator',
  // The CDK knows what there is as plain data, and nothing of how it runs.
  lib: (to) =>
    !['src/tables', 'src/views', 'src/sources', 'src/config', 'src/report', 'src/allowlist'].includes(to),
};

interface Import {
  readonly file: string;
  /** A file of ours, or the name of a package. */
  readonly of: string;
}

const IMPORT =
  /(?:^|[;\n])\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

let files: string[];
let imports: Import[];
beforeAll(async () => {
  const roots = [...new Set(LAYERS.map((layer) => layer.split('/')[0] ?? ''))];
  files = (await Promise.all(roots.map(filesBelow))).flat();
  imports = (await Promise.all(files.map(importsOf))).flat();
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/node_modules/.test(entry.parentPath))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

async function importsOf(file: string): Promise<Import[]> {
  const text = await readFile(join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, from, bare]) => {
    const name = from ?? bare ?? '';
    return { file, of: name.startsWith('.') ? normalize(join(dirname(file), name)) : name };
  });
}

/** The most particular layer a file is in: `src/lake/store` of `src/lake/store/s3-store.ts`. */
function layerOf(file: string): Layer | undefined {
  return LAYERS.filter((layer) => file.startsWith(`${layer}/`)).sort((a, b) => b.length - a.length)[0];
}

const isOurs = (of: string) => of.endsWith('.ts');

/** The package an import is of, undefined where it is a file of ours or Node's own. */
function packageOf(of: string): string | undefined {
  return /^(?:node:|.*\.(?:ts|json)$)/.test(of) ? undefined : /^(?:@[^/]+\/)?[^/]+/.exec(of)?.[0];
}

describe('imports', () => {
  it('are all found: every file of ours that is named is there', () => {
    const ours = imports.filter(({ of }) => isOurs(of));
    expect(ours.length).toBeGreaterThan(600);
    expect(ours.filter(({ of }) => !files.includes(of))).toEqual([]);
  });

  it('are of layers only, and every layer has files', () => {
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
    expect(LAYERS.filter((layer) => !files.some((file) => layerOf(file) === layer))).toEqual([]);
  });

  it('never point upward', () => {
    const rank = (layer: Layer) => LAYERS.indexOf(layer);
    const wrong = imports.filter(({ file, of }) => {
      const [from, to] = [layerOf(file), layerOf(of)];
      if (from === undefined || to === undefined || from === to) return false;
      return rank(to) > rank(from) || NEVER[from]?.(to) === true;
    });
    expect(wrong).toEqual([]);
  });

  it('make no circle, those of types neither', () => {
    const graph = new Map<string, Set<string>>();
    for (const { file, of } of imports)
      if (isOurs(of)) graph.set(file, (graph.get(file) ?? new Set()).add(of));
    expect(circles(graph)).toEqual([]);
  });

  it('of what runs take nothing of the CDK', () => {
    const runs = imports.filter(({ file }) => /^(src|lambdas|simulator)\/|^bin\/codex-lake/.test(file));
    expect(runs.filter(({ of }) => /^(aws-cdk|@aws-cdk|constructs|cdk-nag)|^lib\//.test(of))).toEqual([]);
  });

  it('of the command line are of exactly the packages `npm ci --omit=dev` installs', () => {
    const ofCommandLine = imports.filter(({ file }) => /^(src|simulator)\/|^bin\/codex-lake/.test(file));
    const packages = ofCommandLine.flatMap(({ of }) => packageOf(of) ?? []);
    expect([...new Set(packages)].toSorted()).toEqual(Object.keys(project.dependencies).toSorted());
  });

  it('of one source take nothing of another, and of a function nothing of another', () => {
    const partOf = (file: string) => /^(?:src\/sources|lambdas)\/([^/]+)\//.exec(file)?.[0];
    const wrong = imports.filter(({ file, of }) => {
      const [from, to] = [partOf(file), partOf(of)];
      return from !== undefined && to !== undefined && from !== to && to !== 'lambdas/aws/';
    });
    expect(wrong).toEqual([]);
  });
});

describe('the table of folders in CONTRIBUTING', () => {
  it('has every layer, from the ground up', async () => {
    const page = await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    const table = /## Where things are\n([\s\S]*?)\n## /.exec(page)?.[1] ?? '';
    const named = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
    expect(named).toEqual([...LAYERS]);
  });
});

it('keeps handlers below 30 lines', async () => {
  const handlers = files.filter((file) => /^lambdas\/[^/]+\/handler\.ts$/.test(file));
  expect(handlers.length).toBeGreaterThan(4);
  for (const file of handlers) {
    const lines = (await readFile(join(ROOT, file), 'utf8')).trimEnd().split('\n').length;
    expect([file, lines < 30]).toEqual([file, true]);
  }
});

it('has no folder named after nothing', () => {
  const folders = new Set(files.flatMap((file) => dirname(file).split('/')));
  for (const drawer of ['utils', 'util', 'helpers', 'common', 'misc', 'shared', 'lib/utils'])
    expect(folders).not.toContain(drawer);
});

/** The circles of a graph, each as the way around. */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  function walk(node: string, way: readonly string[]): void {
    if (way.includes(node)) found.push([...way.slice(way.indexOf(node)), node].join(' → '));
    if (way.includes(node) || done.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...way, node]);
    done.add(node);
  }
  for (const node of graph.keys()) walk(node, []);
  return found;
}
