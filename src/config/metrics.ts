/** Names shared by the functions that send metrics and what reads them. Dimensions: `service` (the stack), `source`. */
export const NAMESPACE = 'CodexLake';

const OF_ALARMS = {
  /** 1 when upstream refused the key or found a scope missing. */
  keyRefused: 'KeyRefused',
  /** Hours since the lake last heard of a source. Sent by the audit, as is what follows. */
  staleHours: 'HoursSinceNews',
  /** Files and pages set aside because they broke their contract, and not read since. */
  quarantined: 'UnitsQuarantined',
  /** 1 for a source of which upstream tells less than it did, of a day or of the whole last week. */
  shrinking: 'Shrinking',
  /** Days until upstream forgets the first day that should be there and is not; not sent while none is missing. */
  daysUntilLost: 'DaysUntilLost',
  /** Days until the first key is as old as the company's own rules allow; not sent before somebody is to be reminded. */
  daysUntilKeyLimit: 'DaysUntilKeyLimit',
  /** Objects of the lake that are lost, emptied, cut or changed. */
  objectsDamaged: 'ObjectsDamaged',
  /** Allowlists a guard stopped, and versions of a feed that were refused. Sent by the allowlist sync, as is what follows. */
  guardTripped: 'GuardsTripped',
  /** Feeds whose last good version is too old. */
  feedStale: 'FeedsStale',
  /** Entries of ours that somebody else took out of an allowlist. */
  entriesDrifted: 'EntriesDrifted',
  /** Allowlists that could not be read or brought into step. */
  syncFailed: 'AllowlistsFailed',
  /** Ranges that no configured list takes, such as IPv6 ranges where there is only an IPv4 list. */
  rangesUnplaced: 'RangesUnplaced',
} as const;

const OF_THE_DASHBOARD = {
  rejects: 'RecordsRejected',
  /** Records with a field no column knows. */
  unknownFields: 'RecordsWithUnknownFields',
  /** Days of which upstream tells less than it did; the lake keeps what it had. Sent by the audit, as is what follows. */
  daysHeld: 'DaysHeld',
  /** Days that should be there and are not. */
  daysMissing: 'DaysMissing',
} as const;

export const METRICS = { ...OF_ALARMS, ...OF_THE_DASHBOARD, rows: 'RowsLanded' } as const;

/** Watched by an alarm, of the stack as a whole. */
export const WATCHED: ReadonlySet<string> = new Set(Object.values(OF_ALARMS));

/** Watched by none, but drawn by the dashboard, of the stack as a whole: sent only where there is one, as is what follows. */
export const DRAWN: ReadonlySet<string> = new Set(Object.values(OF_THE_DASHBOARD));

/** Drawn by source, and so sent for each. */
export const DRAWN_BY_SOURCE: ReadonlySet<string> = new Set([METRICS.rows, METRICS.staleHours]);

/**
 * Sent also when they are zero. Of the others, zero is nothing to tell: CloudWatch charges for a metric by the hours it is sent in,
 * and alarms take silence for zero. The audit's silence is told by the alarm on `staleHours`.
 */
export const ALSO_ZERO: ReadonlySet<string> = new Set([
  METRICS.staleHours,
  METRICS.daysUntilLost,
  METRICS.daysUntilKeyLimit,
]);

/** Variable that is set where the stack has a dashboard. */
export const DASHBOARD = 'CODEX_LAKE_DASHBOARD';

/** Variable with the ARN of the topic that is told of what happened. */
export const NOTICE_TOPIC = 'CODEX_LAKE_NOTICE_TOPIC';
