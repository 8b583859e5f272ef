import { currentDerivation, derivationOfObject } from '../lake/engine/derivation.ts';
import type { Lake, ReadableLake } from '../lake/lake.ts';
import { DamagedObject } from '../lake/store/object-store.ts';
import { retryOnConflict } from '../lake/store/retry-on-conflict.ts';
import { spansOfDays } from '../lake/write/spans-of-rows.ts';
import { daysOf } from '../ledger/ledger-objects.ts';
import { parseOriginalKey } from '../ledger/original-hashes.ts';
import { sourceNamed } from '../sources/sources.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { daysOfKey, nameOfKey, objectsPrefix, spanPrefix, UNDATED } from '../tables/layout.ts';
import { withContent } from '../tables/record.ts';
import type { DayRange } from '../tables/spans.ts';
import { ledgerDays, ledgerFiles } from '../tables/system-tables.ts';
import { addDays, type Day, daysFrom } from '../tables/utc-day.ts';
import { findOriginals } from './find-originals.ts';
import { rebuildDays } from './rebuild-days.ts';
import { rebuildList } from './rebuild-list.ts';
import { rebuildLogDays } from './rebuild-log-days.ts';
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
  /** Days of the events or figures, which share an object; null for a list, which is made as a whole. */
  readonly days: DayRange | null;
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
  const asked = { since: since ?? UNDATED, until: until ?? '9999-01-01' };
  const items: RebuildItem[] = [];
  const logs = new Map<Table, Stream[]>();
  for (const stream of streams.filter(isAsked)) {
    const of = { source: stream.source.name, scopeId: stream.scopeId };
    if (isOf(stream, 'log')) {
      const [table] = stream.source.record.tables;
      logs.set(table, [...(logs.get(table) ?? []), stream]);
    } else if (isOf(stream, 'list')) {
      if (since === undefined && until === undefined) items.push({ streams: [of], days: null });
    } else {
      const ranges = rangesOf(stream.source.record.tables[0], await figureDays(lake, stream), asked);
      items.push(...ranges.map((days) => ({ streams: [of], days })));
    }
  }
  for (const [table, of] of logs) {
    const ranges = rangesOf(table, await eventDays(lake, table, of, since), asked);
    const named = of.map(({ source, scopeId }) => ({ source: source.name, scopeId }));
    const content = of.some(({ source }) => source.record.tables.some(({ isContent }) => isContent));
    items.push(...ranges.map((days) => ({ streams: named, days, ...(content && { content }) })));
  }
  if (!outdated) return items;
  const old: RebuildItem[] = [];
  for (const item of items) if (await isOutdated(lake, item)) old.push(item);
  return old;
}

/** The spans that have one of the days, cut to those asked for. */
function rangesOf(table: Table, days: readonly Day[], asked: DayRange): DayRange[] {
  return spansOfDays(
    table,
    days.filter((day) => day >= asked.since && day < asked.until),
  ).map((span) => ({
    since: laterOf(span.since, asked.since),
    until: earlierOf(span.until, asked.until),
  }));
}

const laterOf = (a: Day, b: Day): Day => [a, b].sort()[1] ?? a;
const earlierOf = (a: Day, b: Day): Day => [a, b].sort()[0] ?? a;

/** Whether an object of the item's tables was made by older rules than today's. */
async function isOutdated(lake: ReadableLake, { streams, days, content }: RebuildItem): Promise<boolean> {
  const [first] = streams;
  if (first === undefined) return false;
  const { source, scopeId } = streamNamed(first, content === true);
  for (const table of source.record.tables.filter((one) => currentDerivation(one) > 1)) {
    const isLog = source.kind === 'log';
    for await (const object of lake.store.list(spanPrefix(table, days?.since ?? null))) {
      if (!isLog && nameOfKey(object.key) !== scopeId) continue;
      if ((await derivationOfObject(lake.store, object)) < currentDerivation(table)) return true;
    }
  }
  return false;
}

const daysIn = ({ since, until }: DayRange): Day[] => daysFrom(since, until);

/** Days of figures the lake has anything of: a ledger row, rows, or an original. */
async function figureDays(lake: ReadableLake, stream: Stream): Promise<Day[]> {
  const days = new Set(await daysOf(lake, ledgerDays, stream, UNDATED));
  for (const table of stream.source.record.tables) {
    for await (const { key } of lake.store.list(objectsPrefix(table))) {
      const span = daysOfKey(key, table);
      if (span !== undefined && nameOfKey(key) === stream.scopeId)
        for (const day of daysIn(span)) days.add(day);
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
  for await (const { key } of lake.store.list(objectsPrefix(table))) {
    const span = daysOfKey(key, table);
    if (span !== undefined) for (const day of daysIn(span)) days.add(day);
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
 * collector was faster, all of it is done again. Throws `DamagedObject`, also of an original of one of its days.
 */
export async function rebuildItem(lake: Lake, item: RebuildItem, mode: RebuildMode = {}): Promise<Rebuilt[]> {
  const streams = item.streams.map((stream) => streamNamed(stream, item.content === true));
  const [first] = streams;
  if (first === undefined) return [];
  return retryOnConflict(async () => {
    if (item.days === null) return rebuildList(lake, first, mode);
    const logs = streams.filter((stream) => isOf(stream, 'log'));
    if (logs.length > 0) return rebuildLogDays(lake, logs, item.days, mode);
    return rebuildDays(lake, first, item.days, mode);
  }, lake.deadline);
}

/** What was made again, and which damaged objects kept the rest from it. */
export interface RebuiltApart {
  readonly rebuilt: readonly Rebuilt[];
  readonly damaged: readonly DamagedObject[];
}

/** The same; a damaged original keeps its own days from being made, and no others. */
export async function rebuildApart(
  lake: Lake,
  item: RebuildItem,
  mode: RebuildMode = {},
): Promise<RebuiltApart> {
  try {
    return { rebuilt: await rebuildItem(lake, item, mode), damaged: [] };
  } catch (error) {
    if (!(error instanceof DamagedObject)) throw error;
    const days = item.days === null ? [] : daysIn(item.days);
    if (days.length < 2 || parseOriginalKey(error.key) === undefined)
      return { rebuilt: [], damaged: [error] };
    const parts: RebuiltApart[] = [];
    for (const day of days)
      parts.push(await rebuildApart(lake, { ...item, days: { since: day, until: addDays(day, 1) } }, mode));
    return {
      rebuilt: parts.flatMap(({ rebuilt }) => rebuilt),
      damaged: parts.flatMap(({ damaged }) => damaged),
    };
  }
}

function streamNamed({ source: name, scopeId }: RebuildItem['streams'][number], content: boolean): Stream {
  const source = sourceNamed(name);
  if (source === undefined) throw new Error(`source ${name}: unknown`);
  return { source: content ? { ...source, record: withContent(source.record) } : source, scopeId };
}
