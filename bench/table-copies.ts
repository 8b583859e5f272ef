import { join } from 'node:path';
import { SOURCES } from '../src/sources/sources.ts';
import type { RawRecord } from '../src/tables/record.ts';
import { fieldsOf } from '../src/tables/shape.ts';
import { joinFiles, unpackOriginals } from './originals.ts';

/** A table's rows, to be written by one COPY. */
export interface TableCopy {
  readonly table: string;
  /** Pattern of the files they are in, as they were received. */
  readonly files: string;
  /** Pattern of fewer and larger files with the same contents. */
  readonly joined: string;
  /** What those files hold together. */
  readonly bytes: number;
  /** Field whose elements are its rows; null where each record is one. */
  readonly unnest: string | null;
  readonly out: string;
}

/** Unpacks the originals of a lake, and says of each table of which it would be copied. Tables without an original have no copy. */
export async function tableCopies(
  lake: string,
  folder: string,
  records: readonly RawRecord[] = [...new Set(SOURCES.map(({ record }) => record))],
): Promise<TableCopy[]> {
  const copies: TableCopy[] = [];
  for (const record of records) {
    const prefixes = SOURCES.filter((source) => source.record === record).map(({ name }) => `raw/${name}/`);
    const received = join(folder, 'received', record.name);
    const joined = join(folder, 'joined', record.name);
    const { files, bytes } = await unpackOriginals(lake, received, (key) =>
      prefixes.some((prefix) => key.startsWith(prefix)),
    );
    if (bytes === 0) continue;
    await joinFiles(files, joined);
    for (const { name, unnest } of record.tables)
      copies.push({
        table: name,
        files: join(received, '*.jsonl'),
        joined: join(joined, '*.jsonl'),
        bytes,
        unnest: unnest === undefined ? null : (fieldsOf(unnest)[0] ?? null),
        out: join(folder, `${name}.parquet`),
      });
  }
  return copies;
}
