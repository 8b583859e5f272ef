import { bigint, boolean, date, json, ordinal, string, timestamp } from './column.ts';
import { defineTable, type Table } from './define-table.ts';

const source = string('$.source', 'What was read: usage, code_reviews, a log type, users and so on.');
const scope = string('$.scope_id', 'Workspace or organization it was read from; the feed for egress ranges.');
const pulledAt = timestamp('iso', '$.pulled_at', 'When the lake read it, UTC.');
const reason = string(
  '$.reason',
  'Why it is not landed, or what it was accepted in spite of; null for all else. Never holds content.',
);
const rows = bigint(
  '$.rows',
  'Records in it, after setting rejects aside. May be added up over the newest revisions.',
);
const rejects = bigint('$.rejects', 'Records set aside; see rejects. May be added up.');
const unknownFields = bigint(
  '$.unknown_fields',
  'Records with a field no column knows; see extra_json. May be added up.',
);
const bytes = bigint('$.bytes', 'Size as received, in bytes, before compression. May be added up.');
const rawKey = string('$.raw_key', 'Where the untouched original is, below the root of the lake.');
const firstEvent = timestamp(
  'iso',
  '$.first_event',
  'Time of its earliest record; null when empty or not timed.',
);
const lastEvent = timestamp(
  'iso',
  '$.last_event',
  'Time of its latest record; null when empty or not timed.',
);

export const ledgerFiles = defineTable({
  name: 'ledger_files',
  doc: 'What the lake has of the compliance logs. One row per log file, written after everything made of the file.',
  partitionBy: 'file_day',
  span: 'day',
  key: ['log_file_id'],
  merge: { how: 'latest', version: 'pulled_at' },
  sort: ['file_end_time', 'log_file_id'],
  columns: {
    log_file_id: string(
      '$.log_file_id',
      'Upstream id of the file, as upstream says it; unlisted~ with a time for what is no file.',
    ),
    source,
    scope_id: scope,
    end_time: string('$.end_time', 'End of its window as upstream wrote it, at full precision.'),
    file_end_time: timestamp('iso', '$.end_time', 'End of its window, UTC.'),
    file_day: date('iso', '$.end_time', 'UTC day of that end.'),
    file_name: string('$.file_name', 'Name upstream gives it.'),
    bytes,
    sha256: string(
      '$.sha256',
      'SHA-256 of its contents as upstream lists it, in hex; checked before anything is made of the file.',
    ),
    state: string(
      '$.state',
      'landed; quarantined (refused, see reason); gone (listed, but upstream no longer has it); lost (gone, and accepted as such); unlisted (no file: an unknown number of that end time may be missing, or an entry of the listing named none); or listed (was unlisted, and is whole now).',
    ),
    reason,
    raw_key: rawKey,
    rows,
    rejects,
    unknown_fields: unknownFields,
    first_event: firstEvent,
    last_event: lastEvent,
    pulled_at: pulledAt,
    far_events: bigint(
      '$.far_events',
      'Events in it more than 31 days before, or a day after, the end of its window; null in rows from before they were counted. May be added up.',
    ),
    rows_added: bigint(
      '$.rows_added',
      'Rows its table has of it: its events that no file before it brought, so that over all files it adds up to the rows of the table; null in rows from before they were counted. May be added up.',
    ),
  },
});

export const ledgerDays = defineTable({
  name: 'ledger_days',
  doc: 'What the lake has of every source read by the day. One row per source, scope, day and revision: a day that changed upstream is a new revision.',
  partitionBy: 'day',
  key: ['source', 'scope_id', 'day', 'revision'],
  merge: { how: 'latest', version: 'pulled_at' },
  sort: ['source', 'scope_id', 'day', 'revision'],
  columns: {
    source,
    scope_id: scope,
    day: date(
      'iso',
      '$.day',
      'UTC day of the figures; for lists (tasks, environments, users, ranges) the day of the pull.',
    ),
    revision: bigint('$.revision', 'Counts from 1; the greatest landed one is in the tables.'),
    state: string(
      '$.state',
      'landed; held (emptier than before, or a version of another time: the tables keep what they had); or quarantined.',
    ),
    reason,
    settled: boolean('$.settled', 'Whether it was read when late figures were no longer expected.'),
    content_hash: string('$.content_hash', 'SHA-256 of its records, in hex, whatever their order or pages.'),
    raw_key: rawKey,
    rows,
    bytes,
    rejects,
    unknown_fields: unknownFields,
    figures: json('$.figures', 'Sums of its main table at this revision, by column.'),
    previous_figures: json(
      '$.previous_figures',
      'The same at the landed revision before; null at the first.',
    ),
    first_event: firstEvent,
    last_event: lastEvent,
    pulled_at: pulledAt,
    first_pulled_at: timestamp(
      'iso',
      '$.first_pulled_at',
      'When the lake first read this revision, UTC: from then on its tables said so; pulled_at is when it was last confirmed.',
    ),
    version: string(
      '$.version',
      'Version upstream gives a list, such as the creation time of a feed; null where it gives none.',
    ),
  },
});

export const runs = defineTable({
  name: 'runs',
  doc: 'What collectors did. One row per source and run that looked at everything upstream keeps (once a day), changed something or failed.',
  partitionBy: 'started_at',
  span: 'day',
  key: ['run_id', 'source', 'scope_id'],
  merge: { how: 'latest', version: 'finished_at' },
  sort: ['started_at', 'source', 'scope_id'],
  columns: {
    run_id: string('$.run_id', 'Id of the run; the same for all its sources.'),
    source,
    scope_id: scope,
    started_at: timestamp('iso', '$.started_at', 'When it began, UTC.'),
    finished_at: timestamp('iso', '$.finished_at', 'When it ended, UTC.'),
    full: boolean('$.full', 'Whether it looked at everything upstream keeps, not only at the last days.'),
    outcome: string(
      '$.outcome',
      'done; out of time or cancelled (the next run goes on); failed; or not configured (no key yet).',
    ),
    reason: string('$.reason', 'What failed; null when nothing did. Never holds content.'),
    landed: bigint('$.landed', 'Files or days landed. May be added up.'),
    held: bigint(
      '$.held',
      'Files or days not let into the tables: held, quarantined or gone. May be added up.',
    ),
    rows,
    bytes,
    rejects,
    unknown_fields: unknownFields,
  },
});

/**
 * Tables of the ledger that are made of its journal, in the order they are written: the run that read units behind them. What was set
 * aside can be told from originals again.
 */
export const JOURNALED: readonly Table[] = [ledgerFiles, ledgerDays, runs];

export const rejectedRecords = defineTable({
  name: 'rejects',
  doc: 'Records set aside because they could not be read. One row per record, with its place and the reason, never its content.',
  partitionBy: 'day',
  span: 'day',
  key: ['raw_key', 'line', 'part'],
  merge: { how: 'latest', version: 'pulled_at' },
  sort: ['raw_key', 'line', 'part'],
  columns: {
    source,
    scope_id: scope,
    day: date('iso', '$.day', 'UTC day of the file or of the figures.'),
    raw_key: rawKey,
    line: bigint('$.line', 'Line in the original, from 1.'),
    part: bigint('$.part', 'Which object of that line, from 1, when several stand on one.'),
    reason: string('$.reason', 'Why it could not be read. Never holds content.'),
    pulled_at: pulledAt,
  },
});

export const coverage = defineTable({
  name: 'coverage',
  doc: 'How complete the lake is. One row per source, scope and UTC day upstream may have had something of; join it to tell a quiet day from one that is not here.',
  partitionBy: 'day',
  key: ['source', 'scope_id', 'day'],
  merge: { how: 'latest', version: 'computed_at' },
  sort: ['source', 'scope_id', 'day'],
  columns: {
    source,
    scope_id: scope,
    day: date('iso', '$.day', 'UTC day that is covered or not; for lists the day of the pull.'),
    state: string(
      '$.state',
      'complete; pending (too young to be trusted); zero (upstream says nothing happened); or missing.',
    ),
    rows,
    bytes,
    rejects,
    units: bigint('$.units', 'Log files, or days of figures, it was made from. May be added up.'),
    held: bigint(
      '$.held',
      'Units not let into the tables: held, quarantined, gone or not listed. May be added up.',
    ),
    revision: bigint('$.revision', 'Greatest landed revision of the day; null for logs.'),
    first_event: firstEvent,
    last_event: lastEvent,
    pulled_at: timestamp(
      'iso',
      '$.pulled_at',
      'When the lake last read the day, UTC; null when it never did.',
    ),
    days_left: ordinal(
      '$.days_left',
      'Days until upstream forgets the day, 0 when it has; counted from computed_at. Not to be added up.',
    ),
    computed_at: timestamp('iso', '$.computed_at', 'When this row last changed, UTC.'),
  },
});

export const logTypes = defineTable({
  name: 'log_types',
  doc: 'What upstream says of each log type it may have. One row per scope and type that was asked about.',
  partitionBy: null,
  key: ['scope_id', 'log_type'],
  merge: { how: 'latest', version: 'asked_at' },
  sort: ['scope_id', 'log_type'],
  columns: {
    scope_id: string('$.scope_id', 'Workspace or organization that was asked.'),
    log_type: string('$.log_type', 'Type of the log, such as CODEX_LOG; an open set.'),
    is_listable: boolean('$.is_listable', 'Whether upstream lets the key list its files.'),
    is_collected: boolean(
      '$.is_collected',
      'Whether the lake collects it; one it does not is taken by the setting logTypes or organizationLogTypes.',
    ),
    latest_event_at: timestamp(
      'iso',
      '$.latest_event_at',
      'Time of the latest event upstream says it has, UTC: how fresh the lake could be, never whether it is whole; null when upstream does not say, or has none.',
    ),
    listed_at: timestamp(
      'iso',
      '$.listed_at',
      'When its listing was last asked for only to see whether it answers, UTC, once a week while nobody collects it; null when never.',
    ),
    asked_at: timestamp('iso', '$.asked_at', 'When any of this last changed, UTC.'),
  },
});
