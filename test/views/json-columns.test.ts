import { expect, it } from 'vitest';
import { wordsFilter } from '../../src/privacy/words-filter.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { VIEWS } from '../../src/views/views.ts';

const COLUMNS = new Map(
  SOURCES.flatMap(({ record }) => record.tables.flatMap(({ columns }) => Object.entries(columns))),
);
const isJson = (name: string) => COLUMNS.get(name)?.kind === 'json' && name !== 'extra_json';

it('texts in JSON that views read are kept in it', () => {
  const words = wordsFilter({ digestKey: new Uint8Array(32), identity: 'pseudonym' });
  const read = VIEWS.flatMap(({ sql }) => [
    ...sql.matchAll(/regexp_\w+\((?:\w+\.)?(?<column>\w+), '(?:"(?<name>\w+)")?/g),
  ]).flatMap(({ groups: { column = '', name } = {} }) => (isJson(column) ? [{ column, name }] : []));
  expect(read.length).toBeGreaterThan(1);
  for (const { column, name } of read) {
    const json = `[{"${name}":"some-text"}]`;
    expect([column, words.column(COLUMNS.get(column)?.rules ?? {}, json)]).toEqual([column, json]);
  }
});
