import { readFile } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import * as z from 'zod';
import type { FaultName } from '../../simulator/faults.ts';
import { deadlineAfter } from '../../src/deadline/deadline.ts';
import { openDuckDb } from '../../src/lake/engine/duckdb.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { takeOverFormerLayout } from '../../src/ledger/former-layout.ts';
import { registerTables } from '../../src/query/register-tables.ts';
import { registerViews } from '../../src/query/register-views.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { VIEWS } from '../../src/views/views.ts';
import { withFolder } from '../harness/pull-fixture.ts';
import { Fingerprint, fingerprintOf } from './fingerprint.ts';

/**
 * A small lake as the first version of this program left it, and what its tables and views said then: as it was kept, and after
 * that version's next pull a day later. Three people, three days and two pulls, with faults of upstream: a day restated, a day
 * told empty, files gone and refused, bad lines, copies, late events, events without a time, fields nobody knew.
 */
const FOLDER = new URL('lake-2026-11/', import.meta.url);

export const FAULTS: readonly FaultName[] = [
  'bad-line',
  'duplicate-events',
  'late-events',
  'no-timestamp',
  'empty-day',
  'restated-day',
  'wrong-checksum',
  'new-key',
  'expired-file',
];

/** The pull that version made next. */
export const NEXT_PULL = {
  since: '2026-11-17',
  now: new Date('2026-11-21T09:30:00Z'),
  runId: 'third',
} as const;

const Fingerprints = z.record(z.string(), Fingerprint);
const Expected = z.object({ asKept: Fingerprints, pulled: Fingerprints });
export type Fingerprints = z.infer<typeof Fingerprints>;

export async function expectedOf(): Promise<z.infer<typeof Expected>> {
  return Expected.parse(JSON.parse(await readFile(new URL('expected.json', FOLDER), 'utf8')));
}

/** Puts the lake into a store. */
export async function unpackInto(store: ObjectStore): Promise<void> {
  const packed = zstdDecompressSync(await readFile(new URL('lake.json.zst', FOLDER))).toString();
  const objects = z.record(z.string(), z.base64()).parse(JSON.parse(packed));
  for (const [key, body] of Object.entries(objects))
    await store.put(key, Buffer.from(body, 'base64'), 'absent');
}

/** What the tables and views of a lake say that were there then, in the columns they had then. */
export async function fingerprintsOf(store: ObjectStore, then: Fingerprints): Promise<Fingerprints> {
  return withFolder(async (workDir) => {
    const duckdb = await openDuckDb({ workDir });
    try {
      await takeOverFormerLayout({ store, duckdb, workDir, deadline: deadlineAfter() });
      await registerTables(duckdb, store, TABLES, workDir);
      await registerViews(duckdb, VIEWS);
      const found: Fingerprints = {};
      for (const [name, { columns }] of Object.entries(then))
        found[name] = await fingerprintOf(duckdb, name, Object.keys(columns));
      return found;
    } finally {
      duckdb.close();
    }
  });
}

/** Columns and views that tell otherwise by a rule that changed since: no words in what no column knows. */
const MOVED_COLUMNS = ['extra_json'];
const MOVED_VIEWS = ['health_unknown_values'];

/** Fingerprints of what no rule has changed since: of each column by itself where one of the table has moved. */
export function withoutMoved(fingerprints: Fingerprints): Fingerprints {
  const still = Object.entries(fingerprints).filter(([name]) => !MOVED_VIEWS.includes(name));
  return Object.fromEntries(
    still.map(([name, { rows, all, columns }]) => {
      const kept = Object.entries(columns).filter(([column]) => !MOVED_COLUMNS.includes(column));
      const isMoved = kept.length < Object.keys(columns).length;
      return [name, { rows, all: isMoved ? '' : all, columns: Object.fromEntries(kept) }];
    }),
  );
}
