import type { Staged } from '../../lake/parse/stage.ts';
import { readSystemRows, writeSystemRows } from '../../lake/write/system-tables.ts';
import type { RunContext } from '../../ledger/run-context.ts';
import type { ListSource } from '../../sources/source.ts';
import { type Stream, streamName } from '../../sources/stream.ts';
import { objectKey } from '../../tables/layout.ts';

/** The newest version of a list in the lake; without a name when there is none yet. */
interface Version {
  readonly name?: string;
  readonly prefixes: ReadonlySet<string>;
}

/** What of the list the lake has: the rows that its newest version listed. */
export async function previousSnapshot(
  run: Pick<RunContext, 'lake'>,
  { source, scopeId }: Stream<ListSource>,
): Promise<Version> {
  const [table] = source.record.tables;
  const rows = await readSystemRows(run.lake, table, [objectKey(table, null, scopeId)]);
  const versions = rows.map(({ feed_version }) => String(feed_version)).sort();
  const name = versions.at(-1);
  const listed = rows.filter(({ feed_version }) => feed_version === name);
  return {
    ...(name !== undefined && { name }),
    prefixes: new Set(listed.map(({ prefix }) => String(prefix))),
  };
}

/** Why an older version than the lake has is not let near it; versions are times written alike, so they compare as texts. */
export function olderVersionReason(version: string | undefined, before: Version): string | undefined {
  if (version === undefined || before.name === undefined || version >= before.name) return undefined;
  return `version ${version} is older than ${before.name}, which the lake has`;
}

/** Writes what the staged version of a list adds and removes. The same version again has nothing to say. */
export async function writeSnapshotDiff(
  run: Pick<RunContext, 'lake' | 'now'>,
  stream: Stream<ListSource>,
  staged: Staged,
  version: string,
  before: Version,
): Promise<void> {
  const { changes, record } = stream.source;
  if (changes === undefined || version === before.name) return;
  const rows = await run.lake.duckdb.rows(`SELECT DISTINCT prefix FROM ${staged.rows(record.tables[0])}`);
  const now = new Set(rows.map(({ prefix }) => String(prefix)));
  const changed = [
    ...[...now]
      .filter((prefix) => !before.prefixes.has(prefix))
      .map((prefix) => ({ prefix, change: 'added' })),
    ...[...before.prefixes]
      .filter((prefix) => !now.has(prefix))
      .map((prefix) => ({ prefix, change: 'removed' })),
  ];
  await writeSystemRows(
    run.lake,
    changes,
    streamName(stream),
    changed.map((row) => ({
      ...row,
      feed: stream.scopeId,
      feed_version: version,
      previous_version: before.name ?? null,
      seen_at: run.now().toISOString(),
    })),
  );
}
