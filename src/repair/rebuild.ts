import type { Lake, ReadableLake } from '../lake/lake.ts';
import { retryOnConflict } from '../lake/store/retry-on-conflict.ts';
import { daysInLedger } from '../ledger/day-ledger.ts';
import { daysOf } from '../ledger/ledger-days.ts';
import { sourceNamed } from '../sources/sources.ts';
import { isOf, type Stream } from '../sources/stream.ts';
import type { Table } from '../tables/define-table.ts';
import { dayOfKey, tablePrefix, UNDATED } from '../tables/layout.ts';
import { withContent } from '../tables/record.ts';
import { ledgerFiles } from '../tables/system-tables.ts';
import { addDays, type Day } from '../tables/utc-day.ts';
import { rebuildDay } from './rebuild-day.ts';
import { rebuildList } from './rebuild-list.ts';
import { rebuildLogDay } from './rebuild-log-day.ts';
import type { Rebuilt } from './rebuilt.ts';

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
}

/** The pieces of the asked tables and days, from the ledger and the listings. A range leaves lists out, which have no days. */
export async function planRebuild(
  lake: ReadableLake,
  streams: readonly Stream[],
  { tables = [], since, until }: RebuildRange = {},
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
      const days = await daysInLedger(lake, stream, UNDATED);
      items.push(...days.filter(inRange).map((day) => ({ streams: [of], day })));
    }
  }
  for (const [table, of] of logs) {
    const days = await eventDays(lake, table, of, since);
    const named = of.map(({ source, scopeId }) => ({ source: source.name, scopeId }));
    const content = of.some(({ source }) => source.record.tables.some(({ isContent }) => isContent));
    items.push(...days.filter(inRange).map((day) => ({ streams: named, day, ...(content && { content }) })));
  }
  return items;
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
  }
  return [...days].sort();
}

/**
 * Makes one item again from originals alone, and puts it in the place of what is there where that differs; with `verify` it
 * only compares. Originals are found by the ledger. Each object changes by one write that names what it replaces; where a
 * collector was faster, all of it is done again.
 */
export async function rebuildItem(
  lake: Lake,
  item: RebuildItem,
  { verify = false }: { readonly verify?: boolean } = {},
): Promise<Rebuilt[]> {
  const streams = item.streams.map((stream) => streamNamed(stream, item.content === true));
  const [first] = streams;
  if (first === undefined) return [];
  return retryOnConflict(async () => {
    if (item.day === null) return rebuildList(lake, first, verify);
    const logs = streams.filter((stream) => isOf(stream, 'log'));
    if (logs.length > 0) return rebuildLogDay(lake, logs, item.day, verify);
    return rebuildDay(lake, first, item.day, verify);
  }, lake.deadline);
}

function streamNamed({ source: name, scopeId }: RebuildItem['streams'][number], content: boolean): Stream {
  const source = sourceNamed(name);
  if (source === undefined) throw new Error(`source ${name}: unknown`);
  return { source: content ? { ...source, record: withContent(source.record) } : source, scopeId };
}
