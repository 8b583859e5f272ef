import { createHash } from 'node:crypto';
import type { ListedFile, UnreadableEntry } from '../source.ts';
import { FileId, IsoTime, LogFile, type LogPage } from './schema.ts';

/** A page of a listing: the files it names, and the entries that name none. */
export interface FilePage {
  readonly files: readonly ListedFile[];
  readonly unreadable: readonly UnreadableEntry[];
  readonly hasMore: boolean;
  readonly lastEndTime: string | null;
}

/** Reads a page entry by entry. `after`, ISO, is what it was asked with: when an entry ended where nothing near it tells. */
export function readPage({ data, has_more, last_end_time }: LogPage, after: string): FilePage {
  const read = data.map((entry) => LogFile.safeParse(entry));
  const files = read.flatMap(({ data: file }) => (file === undefined ? [] : [file]));
  const unreadable: UnreadableEntry[] = [];
  // Entries ascend by their end time, so that of the file before is near enough to find the day by.
  let near = files[0]?.end_time ?? last_end_time ?? new Date(Date.parse(after) + 1).toISOString();
  for (const [i, { data: file, error }] of read.entries()) {
    if (file !== undefined) {
      near = file.end_time;
      continue;
    }
    const entry = data[i];
    const own = IsoTime.safeParse(memberOf(entry, 'end_time'));
    const [issue] = error?.issues ?? [];
    unreadable.push({
      name: nameOf(entry),
      endTime: own.data ?? near,
      reason: `its entry in the listing names no file: not as specified at ${issue?.path.join('.') || 'its top'}`,
    });
  }
  return { files, unreadable, hasMore: has_more, lastEndTime: last_end_time ?? null };
}

function nameOf(entry: unknown): string {
  const id = FileId.safeParse(memberOf(entry, 'id'));
  if (id.success) return id.data;
  return createHash('sha256')
    .update(JSON.stringify(entry) ?? '')
    .digest('hex')
    .slice(0, 16);
}

function memberOf(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined;
}
