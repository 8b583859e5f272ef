import { expect, test } from 'vitest';
import { currentDerivation, derivationOfObject } from '../../src/lake/engine/derivation.ts';
import { columnList, writeParquet } from '../../src/lake/engine/parquet.ts';
import type { Lake } from '../../src/lake/lake.ts';
import { rebuildDays } from '../../src/repair/rebuild-days.ts';
import { rebuildLogDays } from '../../src/repair/rebuild-log-days.ts';
import type { Source } from '../../src/sources/source.ts';
import { isOf, type Stream } from '../../src/sources/stream.ts';
import type { Table } from '../../src/tables/define-table.ts';
import { daysBeside, spanPrefix } from '../../src/tables/layout.ts';
import { withLakeFixture } from '../harness/lake-fixture.ts';
import { runInto } from '../harness/pull-fixture.ts';

const DAY = '2026-11-18';

/** The table as a later version of the program has it, which makes rows by other rules. */
const later = (table: Table): Table => ({ ...table, derivation: currentDerivation(table) + 1 });

function ofLater<S extends Source>(stream: Stream<S>): Stream<S> {
  const { record } = stream.source;
  const [main, ...others] = record.tables.map(later);
  if (main === undefined) throw new Error('a record without tables');
  return { ...stream, source: { ...stream.source, record: { ...record, tables: [main, ...others] } } };
}

const beside = ({ source }: Stream) => daysBeside(source.record.tables[0], DAY);

const versionsOf = async (lake: Lake, table: Table): Promise<number[]> => {
  const versions: number[] = [];
  for await (const object of lake.store.list(spanPrefix(table, DAY)))
    versions.push(await derivationOfObject(lake.store, object));
  return versions;
};

test('rows made by older rules are told from damage, and made anew once', async () => {
  await withLakeFixture({ people: 4 }, async ({ lake, simulator, pull }) => {
    const options = { sources: ['usage', 'CODEX_LOG'], since: '2026-11-17' };
    await pull(options);
    const { streams } = await runInto(lake, simulator, options);
    const days = streams.map(ofLater).filter((stream) => isOf(stream, 'days'));
    const logs = streams.map(ofLater).filter((stream) => isOf(stream, 'log'));
    const rebuild = async (verify: boolean) => [
      ...(await rebuildDays(lake, days[0] ?? streams[0]!, beside(days[0] ?? streams[0]!), { verify })),
      ...(await rebuildLogDays(lake, logs, beside(logs[0] ?? streams[0]!), { verify })),
    ];
    const told = await rebuild(true);
    expect(told.length).toBeGreaterThan(3);
    for (const one of told) expect(one).toMatchObject({ missing: 0, surplus: 0, isOutdated: true });
    await rebuild(false);
    for (const one of await rebuild(true)) expect(one).toMatchObject({ isOutdated: false });
    for (const stream of [...days, ...logs])
      expect(await versionsOf(lake, stream.source.record.tables[0])).toEqual([
        currentDerivation(stream.source.record.tables[0]),
      ]);
  });
});

test('a file that holds rows of older rules beside new ones is as old as its oldest row', async () => {
  await withLakeFixture({ people: 4 }, async ({ lake, simulator, pull }) => {
    const options = { sources: ['CODEX_LOG'], since: DAY };
    await pull({ ...options, until: '2026-11-19' });
    const { streams } = await runInto(lake, simulator, options);
    const now = streams[0]!.source.record.tables[0];
    const table = later(now);
    const { appendEvents } = await import('../../src/lake/write/append-events.ts');
    const [part] = await Array.fromAsync(lake.store.list(spanPrefix(table, DAY)));
    const file = `${lake.workDir}/there.parquet`;
    await lake.store.download(part?.key ?? '', file);
    const more = `SELECT * REPLACE ('new-' || event_id AS event_id) FROM read_parquet('${file}', hive_partitioning = false)`;
    const fresh = await writeParquet(lake, table, { toSort: `SELECT ${columnList(table)} FROM (${more})` });
    await appendEvents(lake, table, {
      files: [],
      parquet: () => fresh,
      rows: () => `read_parquet('${fresh}', file_row_number = true, hive_partitioning = false)`,
      [Symbol.asyncDispose]: async () => {},
    });
    expect(await versionsOf(lake, table)).toEqual([currentDerivation(now)]);
  });
});
