import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { coverageOf, updateCoverage } from '../coverage/coverage.ts';
import { type UnlandedUnit, unlandedUnits } from '../coverage/unlanded.ts';
import type { FetchedFile } from '../ingest/logs/fetch-file.ts';
import { loadFiles } from '../ingest/logs/load-files.ts';
import { pull } from '../ingest/pull.ts';
import type { Run } from '../ingest/run.ts';
import { logFileName } from '../ingest/stage-options.ts';
import { scratchFolder } from '../lake/engine/engine.ts';
import { readFileLedger } from '../ledger/file-ledger.ts';
import { newCounters } from '../ledger/run-counters.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import { addDays } from '../tables/utc-day.ts';
import { accept, NotAcceptable } from './accept.ts';
import { fetchOriginal } from './read-originals.ts';

/** What became of a unit that was tried again: what it is now, or null when it landed. */
export interface Redriven {
  readonly unit: UnlandedUnit;
  readonly now: UnlandedUnit | null;
}

/** What of the streams did not land. */
export async function allUnlandedUnits(
  run: Pick<Run, 'lake' | 'now'>,
  streams: readonly Stream[],
): Promise<{ readonly stream: Stream; readonly units: UnlandedUnit[] }[]> {
  const found = [];
  for (const stream of streams) {
    const days = await coverageOf(run.lake, stream, run.now());
    found.push({ stream, units: await unlandedUnits(run.lake, stream, days) });
  }
  return found;
}

/**
 * Tries again what was quarantined or gone: asks upstream anew, which may have put it right, and where upstream does not have
 * it any more reads the kept original again, which a newer version of this program may understand. What is held is left alone:
 * that is for a person to accept.
 */
export async function redrive(
  run: Run,
  streams: readonly Stream[],
  wants: (unit: UnlandedUnit) => boolean,
): Promise<Redriven[]> {
  const done: Redriven[] = [];
  for (const { stream, units } of await allUnlandedUnits(run, streams)) {
    const chosen = units.filter((unit) => unit.state !== 'held' && wants(unit));
    if (chosen.length === 0) continue;
    for (const day of [...new Set(chosen.map((unit) => unit.day))]) {
      const only = new Set(chosen.filter((unit) => unit.day === day).map(({ id }) => id));
      await pull({ ...run, only, full: true, since: day, until: addDays(day, 1) }, [stream]);
    }
    for (const unit of await stillNotLanded(run, stream, chosen)) await readOriginalAgain(run, stream, unit);
    const after = new Map((await stillNotLanded(run, stream, chosen)).map((unit) => [unit.id, unit]));
    done.push(...chosen.map((unit) => ({ unit, now: after.get(unit.id) ?? null })));
  }
  return done;
}

async function stillNotLanded(
  run: Run,
  stream: Stream,
  chosen: readonly UnlandedUnit[],
): Promise<UnlandedUnit[]> {
  const ids = new Set(chosen.map(({ id }) => id));
  const days = [...new Set(chosen.map(({ day }) => day))].map((day) => ({ day, notLanded: 1 }));
  return (await unlandedUnits(run.lake, stream, days)).filter(({ id }) => ids.has(id));
}

async function readOriginalAgain(run: Run, stream: Stream, unit: UnlandedUnit): Promise<void> {
  // What lies below quarantine/ is not what upstream listed: only upstream can put that right.
  if (unit.state !== 'quarantined' || !unit.rawKey?.startsWith('raw/')) return;
  if (!isOf(stream, 'log')) {
    try {
      await accept(run.lake, stream, unit.day, run.now());
    } catch (error) {
      if (!(error instanceof NotAcceptable)) throw error; // else it is as unreadable as it was
    }
    return;
  }
  const rows = await readFileLedger(run.lake, stream, [unit.day]);
  const row = rows.find(({ log_file_id }) => log_file_id === unit.id);
  if (row === undefined) return;
  const path = join(await scratchFolder(run.lake, 'redriven'), logFileName(0, unit.id));
  await fetchOriginal(run.lake, unit.rawKey, path, String(row.sha256));
  const file: FetchedFile = {
    listed: {
      id: unit.id,
      event_type: stream.source.eventType,
      end_time: String(row.end_time),
      file_name: String(row.file_name),
      file_size: (await stat(path)).size,
      file_sha256: String(row.sha256),
    },
    state: 'landed',
    rawKey: unit.rawKey,
    path,
    bytes: Number(row.bytes),
  };
  await loadFiles(run, stream, [file], newCounters());
  await updateCoverage(run.lake, stream, run.now(), { days: [unit.day] });
}
