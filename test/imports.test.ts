import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROOTS = ['bin', 'lambdas', 'layers', 'lib', 'simulator', 'src'];

/** For each folder, the folders it may import from besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'lambdas/tables': [],
  'lambdas/privacy': [],
  'lambdas/http': [],
  'lambdas/views': ['lambdas/tables'],
  'lambdas/lake': ['lambdas/tables', 'lambdas/privacy'],
  'lambdas/sources': ['lambdas/http', 'lambdas/tables', 'lambdas/privacy'],
  'lambdas/report': ['lambdas/views', 'lambdas/lake'],
  'lambdas/collect': ['lambdas/sources', 'lambdas/lake', 'lambdas/http', 'lambdas/tables'],
  'lambdas/allowlist': ['lambdas/sources', 'lambdas/lake', 'lambdas/http', 'lambdas/tables'],
  'lambdas/config': ['lambdas/tables', 'lambdas/sources', 'lambdas/collect', 'lambdas/allowlist'],
  'lambdas/doctor': [
    'lambdas/config',
    'lambdas/sources',
    'lambdas/allowlist',
    'lambdas/lake',
    'lambdas/http',
    'lambdas/tables',
    'lambdas/views',
  ],
  simulator: [],
};

interface Import {
  readonly file: string;
  /** A file of ours, or the name of a package. */
  readonly of: string;
  /** Whether nothing of it is left when the code runs. */
  readonly typeOnly: boolean;
}

const IMPORT =
  /(?:^|[;\n])\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

let files: string[];
let imports: Import[];
beforeAll(async () => {
  const found = await Promise.all(ROOTS.map(filesBelow));
  files = found.flat();
  imports = (await Promise.all(files.map(importsOf))).flat();
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

async function importsOf(file: string): Promise<Import[]> {
  const text = await readFile(join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([statement, from, bare]) => {
    const name = from ?? bare ?? '';
    return {
      file,
      of: name.startsWith('.') ? normalize(join(dirname(file), name)) : name,
      typeOnly: /(import|export) type /.test(statement),
    };
  });
}

/** `lambdas/lake` of `src/lake/engine/duckdb.ts`, `simulator` of all that is in it. */
function folderOf(file: string): string {
  const [root = '', second = ''] = file.split('/');
  return root === 'lambdas' ? `${root}/${second}` : root;
}

const isOurs = (of: string) => of.endsWith('.ts');

describe('imports', () => {
  it('are all found: every file of ours that is named is there', () => {
    const ours = imports.filter(({ of }) => isOurs(of));
    expect(ours.length).toBeGreaterThan(150);
    expect(ours.filter(({ of }) => !files.includes(of) && !of.startsWith('bench/'))).toEqual([]);
  });

  it.each(Object.entries(MAY_IMPORT))('of %s come from itself and %j only', (folder, allowed) => {
    expect(files.some((file) => folderOf(file) === folder)).toBe(true);
    const wrong = imports.filter(
      ({ file, of }) =>
        folderOf(file) === folder && isOurs(of) && folderOf(of) !== folder && !allowed.includes(folderOf(of)),
    );
    expect(wrong).toEqual([]);
  });

  it('of folders make no circle', () => {
    const graph = new Map<string, Set<string>>();
    for (const { file, of } of imports) {
      if (!isOurs(of) || folderOf(of) === folderOf(file)) continue;
      graph.set(folderOf(file), (graph.get(folderOf(file)) ?? new Set()).add(folderOf(of)));
    }
    expect(circles(graph)).toEqual([]);
  });

  it('of files make no circle when they run', () => {
    const graph = new Map<string, Set<string>>();
    for (const { file, of, typeOnly } of imports) {
      if (isOurs(of) && !typeOnly) graph.set(file, (graph.get(file) ?? new Set()).add(of));
    }
    expect(circles(graph)).toEqual([]);
  });

  it('take nothing of the command line but where it starts', () => {
    const wrong = imports.filter(
      ({ file, of }) => folderOf(of) === 'lambdas/cli' && !['bin', 'lambdas/cli'].includes(folderOf(file)),
    );
    expect(wrong).toEqual([]);
  });

  it('of what runs take nothing of the CDK', () => {
    const runs = imports.filter(({ file }) => /^(lambdas|simulator)\/|^bin\/codex-lake/.test(file));
    expect(runs.filter(({ of }) => /^(aws-cdk|@aws-cdk|constructs|cdk-nag)|^lib\//.test(of))).toEqual([]);
  });

  it('of one source take nothing of another', () => {
    const sourceOf = (file: string) => /^lambdas\/sources\/([^/]+)\//.exec(file)?.[1];
    const wrong = imports.filter(({ file, of }) => {
      const [from, to] = [sourceOf(file), sourceOf(of)];
      return from !== undefined && to !== undefined && from !== to;
    });
    expect(wrong).toEqual([]);
  });
});

it('keeps handlers below 30 lines', async () => {
  const handlers = files.filter((file) => file.startsWith('lambdas/handlers/'));
  expect(handlers.length).toBeGreaterThan(4);
  for (const file of handlers) {
    const lines = (await readFile(join(ROOT, file), 'utf8')).trimEnd().split('\n').length;
    expect([file, lines < 30]).toEqual([file, true]);
  }
});

it('has no folder named after nothing', () => {
  const folders = new Set(files.flatMap((file) => dirname(file).split('/')));
  for (const drawer of ['utils', 'util', 'helpers', 'common', 'misc', 'shared', 'lib/utils']) {
    expect(folders).not.toContain(drawer);
  }
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
