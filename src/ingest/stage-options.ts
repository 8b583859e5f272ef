import { literal } from '../lake/engine/duckdb.ts';
import type { StageOptions } from '../lake/parse/stage.ts';
import type { Stream } from '../sources/stream.ts';
import { safeName } from '../tables/safe-name.ts';
import type { Day } from '../tables/utc-day.ts';

/** The file's id is its name behind the index that makes files sort by age, decoded: `000012-eclf%3A1.jsonl` is of `eclf:1`. */
const LOG_FILE_ID = 'url_decode(substr(parse_filename(r.__file, true), 8))';

/** Name of a local copy of a log file, such that files sort by age and the name says the file's id. */
export function logFileName(index: number, id: string): string {
  return `${String(index).padStart(6, '0')}-${safeName(id)}.jsonl`;
}

/** What the collector knows of a stream's records besides what is in them. `day` and `version` are those of a list's pull. */
export function stageOptions(
  { source, scopeId }: Stream,
  list: { readonly day: Day; readonly version: string } = { day: '2025-01-01', version: '' },
): StageOptions {
  if (source.kind === 'log') return { given: { log_file_id: LOG_FILE_ID }, unitSql: 'log_file_id' };
  if (source.kind === 'days') return { given: { workspace_id: literal(scopeId) }, unitSql: 'dt' };
  return {
    given: {
      workspace_id: literal(scopeId),
      feed: literal(scopeId),
      feed_version: literal(list.version),
      day_seen: `DATE ${literal(list.day)}`,
    },
  };
}
