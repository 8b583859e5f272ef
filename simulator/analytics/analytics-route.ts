import { DAY_SECONDS, dayOf } from '../calendar.ts';
import { Query } from '../server/query.ts';
import { json, type Reply, unprocessable } from '../server/reply.ts';
import type { World } from '../server/world.ts';
import { openCursor, type Position, sealCursor } from './cursor.ts';
import { codeReviewResponseRow, codeReviewRow } from './review-rows.ts';
import type { AnalyticsKind, Row } from './rows.ts';
import { usageDay } from './usage-days.ts';

const KEPT_DAYS = 90;
const DEFAULT_DAYS = 30;

/** A day's rows by position; `length` positions, some of them without a row. */
interface DayRows {
  readonly length: number;
  at(index: number): Row | null;
}

export function analyticsRoute(kind: AnalyticsKind, params: URLSearchParams, world: World): Reply {
  const query = new Query(params);
  const startTime = query.integer('start_time');
  const endTime = query.integer('end_time');
  const limit = query.limit(1, 30_000, 1000);
  const group = kind === 'usage' ? query.oneOf('group', ['workspace']) : null;
  const filters = JSON.stringify([world.company.workspaceId, kind, startTime, endTime, group]);
  const page = query.text('page');
  const resumed = page === null ? null : openCursor(page, filters);
  if (page !== null && !resumed) {
    query.reject('page', 'Cursor is malformed or belongs to other filters', 'value_error', page);
  }
  if (query.details.length > 0) return unprocessable(query.details);

  const listingName = `listing ${kind} ${group}`;
  const position = resumed ?? firstPosition(startTime, endTime, world.now(), world.count(listingName));
  if (!resumed) world.account.beginListing(kind, group, position.start, position.end);
  const { rows, next } = collectPage(kind, group, position, limit, world);
  world.account.addRows(rows);

  // The listing's number is only told to the cursor when it matters: else how often one asked would show.
  const numbered = world.has('restated-day') || world.has('empty-day');
  const following = next && { ...next, listing: numbered ? next.listing : 0 };
  const stuck = next === null && world.has('stuck-cursor');
  return json({
    object: 'page',
    data: rows,
    has_more: next !== null || stuck,
    next_page: following ? sealCursor(following, filters) : stuck ? page : null,
  });
}

function firstPosition(
  startTime: number | null,
  endTime: number | null,
  now: number,
  listing: number,
): Position {
  const today = dayOf(now);
  const end = endTime === null ? today + 1 : Math.min(today + 1, Math.ceil(endTime / DAY_SECONDS));
  const wanted = startTime === null ? end - DEFAULT_DAYS : Math.ceil(startTime / DAY_SECONDS);
  const start = Math.max(wanted, today - KEPT_DAYS);
  return { start, end, day: start, index: 0, listing };
}

function collectPage(kind: AnalyticsKind, group: string | null, from: Position, limit: number, world: World) {
  const rows: Row[] = [];
  for (let day = from.day; day < from.end; day++) {
    const dayRows = rowsOf(kind, group, day, from.listing, world);
    for (let index = day === from.day ? from.index : 0; index < dayRows.length; index++) {
      const row = dayRows.at(index);
      if (!row) continue;
      // The page is full and this row proves that there is more.
      if (rows.length === limit) return { rows, next: { ...from, day, index } };
      rows.push(row);
    }
  }
  return { rows, next: null };
}

function rowsOf(
  kind: AnalyticsKind,
  group: string | null,
  day: number,
  listing: number,
  world: World,
): DayRows {
  const now = world.now();
  const askedBefore = world.firstSeen(`day ${kind} ${group} ${day}`, listing) < listing;
  const again = askedBefore && day < dayOf(now);
  if (again && world.has('empty-day') && weekday(day) === 3) return { length: 0, at: () => null };
  if (kind === 'code_reviews') return { length: 1, at: () => codeReviewRow(world.company, day, now) };
  if (kind === 'code_review_responses') {
    return { length: 1, at: () => codeReviewResponseRow(world.company, day, now) };
  }
  const usage = usageDay(world.company, day, {
    now,
    restated: again && world.has('restated-day') && weekday(day) === 2,
    unheardOfClient: world.has('unknown-client'),
    newKeys: world.has('new-key'),
  });
  if (group === 'workspace') return { length: 1, at: () => usage.workspaceRow() };
  return { length: world.company.people.length, at: (index) => usage.row(index) };
}

/** 0 is Sunday. */
function weekday(day: number): number {
  return (day + 4) % 7;
}
