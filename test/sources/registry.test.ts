import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Source } from '../../src/sources/source.ts';
import { SOURCES, sourceNamed } from '../../src/sources/sources.ts';
import { TABLES } from '../../src/tables/tables.ts';

const FOLDER = new URL('../../src/sources/', import.meta.url);

const isSource = (value: unknown): value is Source =>
  value !== null && typeof value === 'object' && 'kind' in value && 'record' in value && 'scope' in value;

it('lists every source of every folder, each once', async () => {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(folders.length).toBeGreaterThan(4);
  for (const folder of folders) {
    const module: object = await import(new URL(`${folder}/source.ts`, FOLDER).href);
    const declared = Object.values(module).flat().filter(isSource);
    expect(declared.length, folder).toBeGreaterThan(0);
    for (const source of declared) expect(SOURCES, folder).toContain(source);
  }
  expect(new Set(SOURCES.map(({ name }) => name)).size).toBe(SOURCES.length);
});

it('makes only tables that are listed', () => {
  for (const { record } of SOURCES) for (const table of record.tables) expect(TABLES).toContain(table);
});

it('takes a name in capitals for a log type, and no other name it does not know', () => {
  expect(sourceNamed('usage')?.name).toBe('usage');
  expect(sourceNamed('NEW_LOG')).toMatchObject({ kind: 'log', eventType: 'NEW_LOG', scope: 'workspace' });
  expect(sourceNamed('COSTS')).toMatchObject({ scope: 'organization' });
  expect(sourceNamed('no-such')).toBeUndefined();
});
