import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { RawRecord } from '../../tables/record.ts';
import { isOutOfMemory } from '../engine/duckdb.ts';
import type { Lake } from '../lake.ts';
import { whyNotExact } from './inexact-lines.ts';
import type { RawFile, StagedFile } from './staged-file.ts';
import { whyNotStrict } from './strict-read.ts';
import { untilOf } from './time-bounds.ts';
import { type Reject, tolerantRead } from './tolerant-read.ts';
import type { ReadMode } from './value-sql.ts';

/** How a file was read, before it is known what is in it. */
export interface FileRead extends RawFile, Pick<StagedFile, 'rejects' | 'unknownFields' | 'refused'> {
  /** The file the engine reads: itself, or what the tolerant read made of it. */
  readonly readFrom: string;
}

export interface AllRead {
  readonly read: readonly FileRead[];
  readonly mode: ReadMode;
  /** Why the strict read did not do. */
  readonly fallback?: string;
}

export type Load = (files: readonly FileRead[], mode: ReadMode) => Promise<void>;

export interface ReadOptions {
  /** Where what the tolerant read makes of files goes. */
  readonly folder: string;
  readonly now: Date;
  readonly load: Load;
}

const MOST_REJECTS = 10;
const MOST_REJECTED_SHARE = 0.1;

/** Loads the files by the strict read or, where that stops or would not keep what was sent, by the tolerant one. */
export async function readAll(
  lake: Lake,
  record: RawRecord,
  raw: readonly RawFile[],
  options: ReadOptions,
): Promise<AllRead> {
  const inexact = await firstInexact(raw);
  if (inexact !== undefined) return tolerateAll(lake, record, raw, options, inexact);
  const read = raw.map((file) => ({ ...file, readFrom: file.path, rejects: [], unknownFields: 0 }));
  try {
    await options.load(read, { strict: true });
    return { read, mode: { strict: true } };
  } catch (error) {
    // Something does not fit the contract. When it is not the data, the tolerant read fails as well.
    if (isOutOfMemory(error)) throw error;
    return tolerateAll(lake, record, raw, options, whyNotStrict(error));
  }
}

async function firstInexact(raw: readonly RawFile[]): Promise<string | undefined> {
  for (const { path } of raw) {
    const reason = await whyNotExact(path);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

async function tolerateAll(
  { words }: Lake,
  record: RawRecord,
  raw: readonly RawFile[],
  { folder, now, load }: ReadOptions,
  fallback: string,
): Promise<AllRead> {
  // Nobody can know it beforehand and send it.
  const mark = `~${randomBytes(6).toString('hex')}~`;
  const read: FileRead[] = [];
  for (const file of raw) {
    const readFrom = join(folder, basename(file.path));
    const until = untilOf(file.pulledAt, now);
    const { records, rejects, unknownFields } = await tolerantRead(record, file.path, readFrom, {
      words,
      mark,
      until,
      eventType: file.eventType,
    });
    const refused = reasonToRefuse(records, rejects);
    read.push({ ...file, readFrom, rejects, unknownFields, ...(refused !== undefined && { refused }) });
  }
  const mode: ReadMode = { strict: false, mark };
  await load(
    read.filter(({ refused }) => refused === undefined),
    mode,
  );
  return { read, mode, fallback };
}

/** A few bad records are set aside; many mean that the file is not what it should be. */
function reasonToRefuse(records: number, rejects: readonly Reject[]): string | undefined {
  const [first] = rejects;
  const all = records + rejects.length;
  const tooMany = rejects.length > MOST_REJECTS && rejects.length > MOST_REJECTED_SHARE * all;
  if (first === undefined || (records > 0 && !tooMany)) return undefined;
  return `${rejects.length} of ${all} records unreadable, the first at line ${first.line}: ${first.reason}`;
}
