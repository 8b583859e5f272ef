/** Names shared by the functions that send metrics and the alarms that watch them. Dimensions: `service` (the stack), `source`. */
export const NAMESPACE = 'CodexLake';

export const METRICS = {
  /** 1 for a run that failed, 0 for one that did not. */
  failed: 'RunFailed',
  /** 1 when upstream refused the key or found a scope missing. */
  keyRefused: 'KeyRefused',
  /** 1 for a run that had no key to work with. */
  notConfigured: 'NotConfigured',
  /** Files and days landed by a run. */
  landed: 'UnitsLanded',
  /** Files and days a run held back, quarantined or found gone. */
  held: 'UnitsHeld',
  rows: 'RowsLanded',
  rejects: 'RecordsRejected',
  /** Records with a field no column knows. */
  unknownFields: 'RecordsWithUnknownFields',
  /** Hours since the lake last heard of a source. Sent by the audit, as is what follows. */
  staleHours: 'HoursSinceNews',
  /** Days of which upstream tells less than it did; the lake keeps what it had. */
  daysHeld: 'DaysHeld',
  /** Files and pages set aside because they broke their contract, and not read since. */
  quarantined: 'UnitsQuarantined',
  /** 1 for a source of which upstream tells less than it did, of a day or of the whole last week. */
  shrinking: 'Shrinking',
  /** Days that should be there and are not. */
  daysMissing: 'DaysMissing',
  /** Days until upstream forgets the first of those; not sent while none is missing. */
  daysUntilLost: 'DaysUntilLost',
  /** Days until the first key is as old as the company's own rules allow; not sent where there is no such rule. */
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
  entriesAdded: 'EntriesAdded',
  entriesRemoved: 'EntriesRemoved',
} as const;

/** Sent only where a setting asks for it. */
export const BY_SETTING: ReadonlySet<string> = new Set([METRICS.daysUntilKeyLimit]);

/** Sent for each source as well; the others only for the stack as a whole, as CloudWatch charges for each. The log tells of which source. */
export const BY_SOURCE: ReadonlySet<string> = new Set([METRICS.rows, METRICS.staleHours]);

/** Variable with the ARN of the topic that is told of what happened. */
export const NOTICE_TOPIC = 'CODEX_LAKE_NOTICE_TOPIC';
