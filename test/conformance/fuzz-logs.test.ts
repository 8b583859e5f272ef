import fc from 'fast-check';
import { expect, it } from 'vitest';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import { sourceNamed } from '../../src/sources/sources.ts';
import { type MadeFile, startLogUpstream } from '../harness/log-upstream.ts';
import { ask, pullInto, withFolder, withLake } from '../harness/pull-fixture.ts';
import { valuesOf } from './arbitrary.ts';
import { isObject, type Json, readDocument, schemaNamed } from './document.ts';
import { FUZZ_MS, fuzz } from './fuzz.ts';
import { type Spoiling, spoiling, spoilt } from './spoil.ts';
import { typesOfLines } from './validate.ts';

const document = readDocument();

/** Near the files', in every spelling; and times the lake's law keeps out of the column for times, but not out of the row. */
const time = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 0, max: 36 * 3600 }),
        fc.constantFrom('', '.1', '.123456', '.123456789012'),
        fc.constantFrom('Z', 'Z', 'z', '+01:00', '-11:30'),
      )
      .map(
        ([second, fraction, zone]) =>
          `${new Date(Date.UTC(2026, 10, 17, 2) + second * 1000).toISOString().slice(0, 19)}${fraction}${zone}`,
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '2026-09-01T00:00:00Z',
      '1999-12-31T23:59:59Z',
      '9999-12-31T23:59:59.999999999Z',
      '0001-01-01T00:00:00Z',
      '2016-12-31T23:59:60Z',
    ),
  },
);

interface Line {
  readonly event: Json;
  readonly fate: 'good' | 'again' | 'spoilt' | 'without id' | 'two documents';
  readonly spoiling: Spoiling;
  readonly id: Json;
}

interface File {
  readonly type: string;
  readonly lines: readonly Line[];
  readonly newline: boolean;
  /** What of its entry in the listing is something else. */
  readonly listed: { readonly [key: string]: Json } | undefined;
}

const files: fc.Arbitrary<readonly File[]> = fc.array(
  fc.constantFrom(...typesOfLines(document)).chain(([type, schema]) =>
    fc.record({
      type: fc.constant(type),
      lines: fc.array(
        fc.record({
          event: valuesOf(document, schemaNamed(document, schema), { time }),
          fate: fc.oneof(
            { weight: 12, arbitrary: fc.constant('good' as const) },
            { weight: 1, arbitrary: fc.constant('again' as const) },
            { weight: 3, arbitrary: fc.constant('spoilt' as const) },
            { weight: 1, arbitrary: fc.constant('without id' as const) },
            { weight: 1, arbitrary: fc.constant('two documents' as const) },
          ),
          spoiling,
          id: fc.constantFrom<Json>(null, undefined as unknown as null),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      newline: fc.boolean(),
      listed: fc.oneof(
        { weight: 6, arbitrary: fc.constant(undefined) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(
              fc.constantFrom('event_type', 'end_time', 'file_name', 'file_size', 'file_sha256'),
              fc.jsonValue({ maxDepth: 1 }),
            )
            .map(([key, value]) => ({ [key]: JSON.parse(JSON.stringify(value)) as Json })),
        },
      ),
    }),
  ),
  { minLength: 1, maxLength: 4 },
);

/** What is to become of a file. */
interface Sent {
  readonly made: MadeFile;
  readonly type: string;
  readonly isListedWell: boolean;
  /** Ids of events that are whole, each as often as it is sent. */
  readonly ids: readonly string[];
  /** Of whole events by their id, whose they are. */
  readonly owners: ReadonlyMap<string, string>;
  /** Lines, from 1, nothing of which is an event with an id. */
  readonly unreadable: readonly number[];
}

function sentOf(all: readonly File[]): Sent[] {
  let serial = 0;
  const earlier = new Map<string, { text: string; id: string }[]>();
  return all.map(({ type, lines, newline, listed }, index) => {
    const known = earlier.get(type) ?? [];
    earlier.set(type, known);
    const texts: string[] = [];
    const ids: string[] = [];
    const owners = new Map<string, string>();
    const unreadable: number[] = [];
    const whole = (event: Json) => {
      const drawn = isObject(event) ? String(event.event_id) : '';
      const id = `${[...drawn].slice(0, 20).join('')}#${serial++}`;
      return { id, value: { ...Object(event), event_id: id } as Json };
    };
    for (const { event, fate, spoiling: what, id: noId } of lines) {
      const { id, value } = whole(event);
      const [again] = known;
      if (fate === 'again' && again !== undefined) {
        texts.push(again.text);
        ids.push(again.id);
      } else if (fate === 'spoilt') {
        const text = spoilt(value, what, ['event_id', 'type']);
        texts.push(text);
        if (isEvent(text)) ids.push(id);
        else unreadable.push(texts.length);
      } else if (fate === 'without id') {
        texts.push(JSON.stringify({ ...Object(value), event_id: noId }));
        unreadable.push(texts.length);
      } else if (fate === 'two documents') {
        const other = whole(event);
        texts.push(`${JSON.stringify(value)} ${JSON.stringify(other.value)}`);
        ids.push(id, other.id);
      } else {
        const text = JSON.stringify(value);
        texts.push(text);
        ids.push(id);
        known.push({ text, id });
        owners.set(id, String(Object(event).principal.id));
      }
    }
    const endTime = `2026-11-18T${String(15 + index).padStart(2, '0')}:00:00.000001Z`;
    return {
      type,
      ids,
      owners,
      unreadable,
      isListedWell: listed === undefined,
      made: {
        id: `file-${index}`,
        eventType: type,
        endTime,
        body: texts.join('\n') + (newline ? '\n' : ''),
        ...(listed && { listed }),
      },
    };
  });
}

/** Whether a text is one JSON object that is not nested deeper than the lake reads. */
function isEvent(text: string): boolean {
  try {
    return isObject(JSON.parse(text)) && !text.includes('[[[[[[[[[[');
  } catch {
    // The engine's own number, which JSON has not.
    return /:(NaN)[,}]/.test(text) && isEvent(text.replace(/:NaN(?=[,}])/, ':0'));
  }
}

const MOST_REJECTS = 10;

it(
  'every event of a log is in its table once, and what is none is set aside with a reason',
  async () => {
    await fuzz(
      'logs',
      fc.asyncProperty(files, async (drawn) => {
        const sent = sentOf(drawn);
        const upstream = await startLogUpstream(sent.map(({ made }) => made));
        try {
          await withFolder(async (folder) => {
            const store = folderStore(folder);
            const sources = [...new Set(sent.map(({ type }) => type))];
            const results = await withLake(store, (lake) =>
              pullInto(lake, upstream, { sources, since: '2026-11-15' }),
            );
            expect(results.map(({ outcome, error }) => [outcome, error?.message])).toEqual(
              sources.map(() => ['done', undefined]),
            );
            await ask(store, async (duckdb) => {
              const ledger = await duckdb.rows(
                'SELECT log_file_id, state, reason, rejects::INTEGER AS rejects, raw_key FROM ledger_files',
              );
              const rejects = await duckdb.rows('SELECT raw_key, line::INTEGER AS line, reason FROM rejects');
              const inTables = new Map<string, string[]>();
              const principals = new Map<string, unknown>();
              for (const { type } of sent) {
                const table = sourceNamed(type)?.record.tables[0]?.name ?? '';
                const where = table === 'compliance_log' ? `WHERE log_type = '${type}'` : '';
                const rows = await duckdb.rows(`SELECT event_id, principal_id FROM ${table} ${where}`);
                for (const { event_id, principal_id } of rows)
                  principals.set(`${type} ${event_id}`, principal_id ?? '');
                inTables.set(type, rows.map(({ event_id }) => String(event_id)).sort());
              }
              const landed = new Map<string, Set<string>>(sources.map((type) => [type, new Set()]));
              for (const { made, type, ids, owners, unreadable, isListedWell } of sent) {
                const entry = ledger.find(({ log_file_id }) => log_file_id === made.id);
                const bad = unreadable.length;
                if (entry?.state !== 'landed') {
                  // Held by itself, and never without a reason of its own.
                  const isMostlyBad =
                    ids.length === 0 || (bad > MOST_REJECTS && bad > 0.1 * (bad + ids.length));
                  expect([made.id, isListedWell && !isMostlyBad]).toEqual([made.id, false]);
                  if (entry !== undefined)
                    expect([made.id, entry.reason]).toEqual([made.id, expect.any(String)]);
                  else
                    expect(
                      ledger.some(
                        ({ log_file_id, reason }) =>
                          /^unlisted~/.test(String(log_file_id)) && reason !== null,
                      ),
                    ).toBe(true);
                  continue;
                }
                for (const id of ids) landed.get(type)?.add(id);
                for (const [id, principal] of owners)
                  expect([id, principals.get(`${type} ${id}`)]).toEqual([id, principal]);
                const aside = rejects.filter(({ raw_key }) => raw_key === entry.raw_key);
                expect([made.id, entry.rejects]).toEqual([made.id, aside.length]);
                expect([made.id, [...new Set(aside.map(({ line }) => line))].sort()]).toEqual([
                  made.id,
                  [...unreadable].sort(),
                ]);
                for (const { reason } of aside) expect(reason).toEqual(expect.stringMatching(/./));
              }
              for (const [type, ids] of landed)
                expect([type, inTables.get(type)]).toEqual([type, [...ids].sort()]);
            });
          });
        } finally {
          await upstream.close();
        }
      }),
    );
  },
  FUZZ_MS,
);
