import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSystemRows, writeSystemRows } from '../../../src/lake/write/system-tables.ts';
import { objectKey } from '../../../src/tables/layout.ts';
import { ledgerDays, ledgerFiles } from '../../../src/tables/system-tables.ts';
import { type ScratchLakes, scratchLakes } from '../../harness/scratch-lake.ts';

const NAME = 'CODEX_LOG.ws-1';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

it.each([
  ['2026-11-18T23:59:59.999999Z', '2026-11-18', '2026-11-18 23:59:59.999'],
  ['2026-11-19T01:30:00.5+02:00', '2026-11-18', '2026-11-18 23:30:00.5'],
  ['2026-11-18T22:00:00', '2026-11-18', '2026-11-18 22:00:00'],
  ['sometime', '2025-01-01', null],
])('files what ended at %s under %s, cut to milliseconds', async (endTime, day, read) => {
  const lake = await lakes.fresh();
  await writeSystemRows(lake, ledgerFiles, NAME, [{ log_file_id: 'eclf_1', end_time: endTime }]);
  expect(await readSystemRows(lake, ledgerFiles, [objectKey(ledgerFiles, day, NAME)])).toMatchObject([
    { log_file_id: 'eclf_1', end_time: endTime, file_end_time: read },
  ]);
});

it('writes rows it has read as they were', async () => {
  const lake = await lakes.fresh();
  const key = objectKey(ledgerDays, '2026-11-18', NAME);
  const row = {
    source: 'usage',
    scope_id: 'ws-1',
    day: '2026-11-18',
    revision: 2,
    settled: true,
    figures: { credits: '12.500000', rows: null },
    first_event: '2026-11-18T09:30:00.250Z',
    pulled_at: '2026-11-19T09:30:00Z',
  };
  await writeSystemRows(lake, ledgerDays, NAME, [row]);
  const [read] = await readSystemRows(lake, ledgerDays, [key]);
  expect(read).toMatchObject({ revision: '2', settled: true, figures: row.figures, reason: null });
  const before = await lake.store.head(key);
  await writeSystemRows(lake, ledgerDays, NAME, [read ?? {}]);
  expect(await lake.store.head(key)).toEqual(before);
});

it('refuses a row that does not fit its table instead of leaving it empty', async () => {
  const lake = await lakes.fresh();
  const row = { source: 'usage', scope_id: 'ws-1', day: '2026-11-18', revision: 'two' };
  await expect(writeSystemRows(lake, ledgerDays, NAME, [row])).rejects.toThrow();
  expect(await lake.store.head(objectKey(ledgerDays, '2026-11-18', NAME))).toBeUndefined();
});
