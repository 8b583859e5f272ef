import { currentDerivation, derivationOfObject } from '../lake/engine/derivation.ts';
import type { Lake, ReadableLake } from '../lake/lake.ts';
import { retryOnConflict } from '../lake/store/retry-on-conflict.ts';
import { daysInLedger } from '../ledger/day-ledger.ts';
import { daysOf } from '../ledger/ledger-days.ts';
import { sourceNamed } from '../sources/sources.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { dayOfKey, partitionPrefix, tablePrefix, UNDATED } from '../tables/layout.ts';
import { withContent } from '../tables/record.ts';
import { ledgerFiles } from '../tables/system-tables.ts';
import { addDays, type Day } from '../tables/utc-day.ts';
import { findOriginals } from './find-originals.ts';
import { rebuildDay } from './rebuild-day.ts';
import { rebuildList } from './rebuild-list.ts';
import { rebuildLogDay } from './rebuild-log-day.ts';
import type { RebuildMode, Rebuilt } from './rebuilt.ts';

/**
 * A piece of the lake that is made again from originals by itself, whatever becomes of the others: plain data, so that a piece
 * can be handed to another machine.
 */
export interface RebuildItem {
  /** What it is of: all streams of a log's table, else one. */
  readonly streams: readonly { readonly source: string; readonly scopeId: string }[];
  /** Whether the table of people's words is made as well. */
  readonly content?: boolean;
  /** Day of the events or figures; null for a list, which is made as a whole. */
  readonly day: Day | null;
}

export interface RebuildRange {
  /** Names of tables; all that are made of originals when empty. */
  readonly tables?: readonly string[];
  readonly since?: Day | undefined;
  /** Not included. */
  readonly until?: Day | undefined;
  /** Only what has objects made by older rules than today's; reads the footer of each object. @default false */
  readonly outdated?: boolean | undefined;
}

/** The pieces of the asked tables and days, from the ledger and the listings. A range leaves lists out, which have no days. */
export async function planRebuild(
  lake: ReadableLake,
  streams: readonly Stream[],
  { tables = [], since, until, outdated = false }: RebuildRange = {},
): Promise<RebuildItem[]> {
  const isAsked = ({ source }: Stream) =>
    tables.length === 0 || source.record.tables.some(({ name }) => tables.includes(name));
  const inRange = (day: Day) => (since === undefined || day >= since) && (until === undefined || day < until);
  const items: RebuildItem[] = [];
  const logs = new Map<Table, Stream[]>();
  for (const stream of streams.filter(isAsked)) {
    const of = { source: stream.source.name, scopeId: stream.scopeId };
    if (isOf(stream, 'log')) {
      const [table] = stream.source.record.tables;
      logs.set(table, [...(logs.get(table) ?? []), stream]);
    } else if (isOf(stream, 'list')) {
      if (since === undefined && until === undefined) items.push({ streams: [of], day: null });
    } else {
      const days = await figureDays(lake, stream);
      items.push(...days.filter(inRange).map((day) => ({ streams: [of], day })));
    }
  }
  for (const [table, of] of logs) {
    const days = await eventDays(lake, table, of, since);
    const named = of.map(({ source, scopeId }) => ({ source: source.name, scopeId }));
    const content = of.some(({ source }) => source.record.tables.some(({ isContent }) => isContent));
    items.push(...days.filter(inRange).map((day) => ({ streams: named, day, ...(content && { content }) })));
  }
  if (!outdated) return items;
  const old: RebuildItem[] = [];
  for (const item of items) if (await isOutdated(lake, item)) old.push(item);
  return old;
}

/** Whether an object of the item's tables was made by older rules than today's. */
async function isOutdated(lake: ReadableLake, { streams, day, content }: RebuildItem): Promise<boolean> {
  const [first] = streams;
  if (first === undefined) return false;
  const { source, scopeId } = streamNamed(first, content === true);
  for (const table of source.record.tables.filter((one) => currentDerivation(one) > 1)) {
    const isLog = source.kind === 'log';
    for await (const object of lake.store.list(partitionPrefix(table, day))) {
      if (!isLog && !object.key.endsWith(`/${scopeId}.parquet`)) continue;
      if ((await derivationOfObject(lake.store, object)) < currentDerivation(table)) return true;
    }
  }
  return false;
}

/** Days of figures the lake has anything of: a ledger row, rows, or an original. */
async function figureDays(lake: ReadableLake, stream: Stream): Promise<Day[]> {
  const days = new Set(await daysInLedger(lake, stream, UNDATED));
  for (const table of stream.source.record.tables) {
    for await (const { key } of lake.store.list(tablePrefix(table))) {
      const day = dayOfKey(key);
      if (day !== undefined && key.endsWith(`/${stream.scopeId}.parquet`)) days.add(day);
    }
  }
  for (const { day } of await findOriginals(lake, stream, UNDATED, '9999-01-01')) days.add(day);
  return [...days].sort();
}

/**
 * Days a log's table has, or should have by the ledger: those of files, and the day before each. The home of events without a
 * time takes all originals to make, so it is made where it is there, where the whole table is gone, and where it is asked for.
 */
async function eventDays(
  lake: ReadableLake,
  table: Table,
  streams: readonly Stream[],
  since: Day | undefined,
): Promise<Day[]> {
  const days = new Set<Day>();
  for await (const { key } of lake.store.list(tablePrefix(table))) {
    const day = dayOfKey(key);
    if (day !== undefined) days.add(day);
  }
  if (days.size === 0 || since === UNDATED) days.add(UNDATED);
  for (const stream of streams) {
    for (const day of await daysOf(lake, ledgerFiles, stream, UNDATED)) {
      days.add(day);
      days.add(addDays(day, -1));
    }
    for (const { day } of await findOriginals(lake, stream, UNDATED, '9999-01-01')) {
      days.add(day);
      days.add(addDays(day, -1));
    }
  }
  return [...days].sort();
}

/**
 * Makes one item again from originals alone, and puts it in the place of what is there where that differs; with `verify` it
 * only compares. Originals are found by the ledger. Each object changes by one write that names what it replaces; where a
 * collector was faster, all of it is done again.
 */
export async function rebuildItem(lake: Lake, item: RebuildItem, mode: RebuildMode = {}): Promise<Rebuilt[]> {
  const streams = item.streams.map((stream) => streamNamed(stream, item.content === true));
  const [first] = streams;
  if (first === undefined) return [];
  return retryOnConflict(async () => {
    if (item.day === null) return rebuildList(lake, first, mode);
    const logs = streams.filter((stream) => isOf(stream, 'log'));
    if (logs.length > 0) return rebuildLogDay(lake, logs, item.day, mode);
    return rebuildDay(lake, first, item.day, mode);
  }, lake.deadline);
}

function streamNamed({ source: name, scopeId }: RebuildItem['streams'][number], content: boolean): Stream {
  const source = sourceNamed(name);
  if (source === undefined) throw new Error(`source ${name}: unknown`);
  return { source: content ? { ...source, record: withContent(source.record) } : source, scopeId };
}
