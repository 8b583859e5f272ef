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
export async function previousVersion(
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

/** Clocks differ by minutes, not by more. */
const MAX_AHEAD_MS = 600_000;

/**
 * Why a version is not let near what the lake has: it is older, or of a time to come, after which every true one would be older.
 * Versions are times written alike, so they compare as texts.
 */
export function versionHoldReason(
  version: string | undefined,
  before: Version,
  now: Date,
): string | undefined {
  if (version === undefined) return undefined;
  if (Date.parse(`${version.replace(/Z$/, '')}Z`) > now.getTime() + MAX_AHEAD_MS)
    return `version ${version} is of a time to come`;
  // One of a time to come that an earlier program let in does not count.
  const isTrue =
    before.name !== undefined &&
    Date.parse(`${before.name.replace(/Z$/, '')}Z`) <= now.getTime() + MAX_AHEAD_MS;
  if (!isTrue || before.name === undefined || version >= before.name) return undefined;
  return `version ${version} is older than ${before.name}, which the lake has`;
}

/** Writes what the staged version of a list adds and removes. The same version again has nothing to say. */
export async function writeVersionDiff(
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
