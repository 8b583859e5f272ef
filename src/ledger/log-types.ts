import { isoOf } from '../lake/iso-of.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { readSystemRows, writeSystemRows } from '../lake/write/system-tables.ts';
import { objectKey } from '../tables/layout.ts';
import { logTypes } from '../tables/system-tables.ts';

/** What upstream says of a log type of a scope. */
export interface LogTypeState {
  readonly logType: string;
  /** Whether upstream lets the key list its files. */
  readonly isListable: boolean;
  /** Whether the lake collects it. */
  readonly isCollected: boolean;
  /** Time of the latest event upstream has, ISO UTC; null where it says none. */
  readonly latestEventAt: string | null;
  /** When the listing was last asked for only to see whether it answers, ISO UTC; null when never. */
  readonly listedAt: string | null;
}

/** The log types of a scope that upstream was asked about, by name. */
export async function readLogTypes(
  lake: ReadableLake,
  scopeId: string,
): Promise<ReadonlyMap<string, LogTypeState>> {
  const rows = await readSystemRows(lake, logTypes, [objectKey(logTypes, null, scopeId)]);
  const time = (value: unknown) => (value == null ? null : isoOf(value));
  return new Map(
    rows.map((row) => [
      String(row.log_type),
      {
        logType: String(row.log_type),
        isListable: row.is_listable === true,
        isCollected: row.is_collected === true,
        latestEventAt: time(row.latest_event_at),
        listedAt: time(row.listed_at),
      },
    ]),
  );
}

/** The log types of a scope, by name. */
export type LogTypesOf = (scopeId: string) => ReturnType<typeof readLogTypes>;

/** Reads each scope once: several streams have one. */
export function logTypesReader(lake: ReadableLake): LogTypesOf {
  const read = new Map<string, ReturnType<typeof readLogTypes>>();
  return (scopeId) => {
    const types = read.get(scopeId) ?? readLogTypes(lake, scopeId);
    read.set(scopeId, types);
    return types;
  };
}

export async function writeLogTypes(
  lake: ReadableLake,
  scopeId: string,
  now: Date,
  types: readonly LogTypeState[],
): Promise<void> {
  await writeSystemRows(
    lake,
    logTypes,
    scopeId,
    types.map(({ logType, isListable, isCollected, latestEventAt, listedAt }) => ({
      scope_id: scopeId,
      log_type: logType,
      is_listable: isListable,
      is_collected: isCollected,
      latest_event_at: latestEventAt,
      listed_at: listedAt,
      asked_at: now.toISOString(),
    })),
  );
}
