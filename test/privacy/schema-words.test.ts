import { expect, it } from 'vitest';
import { schemaWordsOf } from '../../src/privacy/schema-words.ts';
import { SOURCES } from '../../src/sources/sources.ts';

it('knows every name of every contract, so that what moves beside keeps its name', () => {
  const names = SOURCES.flatMap(({ record }) => [
    ...record.ignored,
    ...record.tables.flatMap(({ columns, unnest = '' }) => [
      unnest,
      ...Object.values(columns).flatMap(({ origin, rules = {} }) => [
        ...(origin.from === 'record' ? origin.paths : []),
        ...Object.keys(rules),
      ]),
    ]),
  ]).flatMap((path) => path.split(/[^\w]+/).filter((name) => name !== ''));
  expect(names.length).toBeGreaterThan(200);
  expect(names.filter((name) => schemaWordsOf(name) === undefined)).toEqual([]);
});

it('takes a name apart as it is written', () => {
  expect(schemaWordsOf('user_id')).toEqual(['user', 'id']);
  expect(schemaWordsOf('ipv4Prefix')).toEqual(['ipv4', 'prefix']);
  expect(schemaWordsOf('RETRY-AFTER')).toEqual(['retry', 'after']);
  expect(schemaWordsOf('percentile95')).toBeUndefined();
  expect(schemaWordsOf('user id')).toBeUndefined();
});
