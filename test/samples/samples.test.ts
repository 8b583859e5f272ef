import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { queryLake } from '../../src/query/query-lake.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { VIEWS } from '../../src/views/views.ts';
import { isObject, readDocument, schemaNamed } from '../conformance/document.ts';
import { typesOfLines, validatorOf } from '../conformance/validate.ts';
import { type LogUpstream, startLogUpstream } from '../harness/log-upstream.ts';
import { pullInto, withFolder, withLake } from '../harness/pull-fixture.ts';
import { SAMPLES, type Sample } from './samples.ts';

const document = readDocument();

/** A log file of a sample alone, which ends some minutes after it. */
const fileOf = ({ name, event }: Sample) => ({
  id: name,
  eventType: event.type,
  endTime: new Date(Date.parse(event.timestamp) + 600_000).toISOString(),
  body: `${JSON.stringify(event)}\n`,
});

let upstream: LogUpstream;
/** What each sample's query answers, by its name. */
const answers = new Map<string, readonly Record<string, unknown>[]>();

beforeAll(async () => {
  upstream = await startLogUpstream(SAMPLES.map(fileOf));
  const sources = [...new Set(SAMPLES.map(({ event }) => event.type))];
  await withFolder(async (folder) => {
    await withLake(folderStore(folder), (lake) => pullInto(lake, upstream, { sources, since: '2026-11-17' }));
    const froms = new Set(SAMPLES.map(({ from }) => from));
    const views = VIEWS.filter(({ name }) => froms.has(name));
    const tables = views.length > 0 ? TABLES : TABLES.filter(({ name }) => froms.has(name));
    await queryLake(folder, { tables, views }, async (duckdb) => {
      for (const { name, from, event, row } of SAMPLES) {
        const asked = Object.keys(row).map((expression, i) => `CAST(${expression} AS VARCHAR) AS c${i}`);
        const rows = await duckdb.rows(
          `SELECT ${asked.join(', ')} FROM ${from} WHERE event_id = '${event.event_id}'`,
        );
        answers.set(
          name,
          rows.map((found) =>
            Object.fromEntries(Object.keys(row).map((expression, i) => [expression, found[`c${i}`]])),
          ),
        );
      }
    });
  });
});
afterAll(() => upstream.close());

test.each(SAMPLES)('$name comes from HTTP to the answer of a query', ({ name, row }) => {
  const expected = Object.entries(row).map(([key, value]) => [key, value === null ? null : String(value)]);
  expect(answers.get(name)).toEqual([Object.fromEntries(expected)]);
});

describe('the samples', () => {
  it('are as the document on upstream has it', () => {
    const { lineViolations } = validatorOf(document);
    const odd = SAMPLES.map(({ name, event }) => [name, lineViolations(event)] as const);
    expect(odd.filter(([, violations]) => violations.length > 0)).toEqual([]);
  });

  it('have each type of line, each sub-type of Codex, and each kind of actor', () => {
    const named = SAMPLES.map(({ name }) => name);
    expect(
      [...typesOfLines(document).keys()].filter((type) => !named.some((one) => one.startsWith(`${type}/`))),
    ).toEqual([]);
    const subTypes = ['CodexLog', 'CodexSecurityLog'].flatMap(
      (name) =>
        JSON.stringify(schemaNamed(document, `codex-events.${name}`)).match(
          /(?<=codex-events\.)[A-Z_]+(?=")/g,
        ) ?? [],
    );
    expect(subTypes.length).toBeGreaterThan(25);
    expect(subTypes.filter((type) => !named.some((one) => one.endsWith(`/${type}`)))).toEqual([]);
    const actors = (
      JSON.stringify(schemaNamed(document, 'events.Actor')).match(/(?<=events\.)\w+(?=")/g) ?? []
    ).map((name) => {
      const { properties } = schemaNamed(document, `events.${name}`);
      return isObject(properties) && isObject(properties.type) ? properties.type.const : undefined;
    });
    const seen = new Set(SAMPLES.map(({ event }) => (isObject(event.actor) ? event.actor.type : undefined)));
    expect(actors.filter((type) => !seen.has(type))).toEqual([]);
  });

  it('have an id of their own each', () => {
    expect(new Set(SAMPLES.map(({ event }) => event.event_id)).size).toBe(SAMPLES.length);
  });
});
