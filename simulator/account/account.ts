import type { CodeReviewResponseRow, CodeReviewRow } from '../analytics/review-rows.ts';
import type { AnalyticsKind, Row } from '../analytics/rows.ts';
import type { UsageRow } from '../analytics/usage-row.ts';
import { DAY_SECONDS, dayName } from '../calendar.ts';
import type { LogFile } from '../logs/log-archive.ts';
import type { LogType } from '../logs/log-types.ts';
import { readLogLines } from './log-lines.ts';
import type { Served, ServedFile, ServedRanges } from './served.ts';

const DETAIL_LIMIT = 5_000;

/** Totals of one day as told last; `usage` and `workspace` rows are never added up together. */
export interface DayTotals {
  rows: number;
  threads: number;
  turns: number;
  credits: number;
}

/** Keeps `Served` as the server serves. */
export class Account implements Served {
  readonly events = new Map<LogType, Map<string, string | null>>();
  readonly files = new Map<string, ServedFile>();
  readonly usage = new Map<string, Map<string, UsageRow>>();
  readonly workspaceUsage = new Map<string, Map<string, UsageRow>>();
  readonly codeReviews = new Map<string, CodeReviewRow>();
  readonly codeReviewResponses = new Map<string, CodeReviewResponseRow>();
  readonly tasks = new Map<string, number>();
  readonly environments = new Set<string>();
  readonly users = new Set<string>();
  readonly ranges = new Map<string, ServedRanges | null>();
  /** Events by type and day when there are too many people to keep their ids; copies count twice. */
  readonly eventCounts = new Map<LogType, Map<string, number>>();
  readonly dayTotals = new Map<string, DayTotals>();
  readonly #detailed: boolean;

  constructor(people: number) {
    this.#detailed = people <= DETAIL_LIMIT;
  }

  /** A listing from its first page tells its window anew. */
  beginListing(kind: AnalyticsKind, group: string | null, startDay: number, endDay: number): void {
    for (let day = startDay; day < endDay; day++) {
      const name = dayName(day);
      if (kind === 'code_reviews') this.codeReviews.delete(name);
      else if (kind === 'code_review_responses') this.codeReviewResponses.delete(name);
      else {
        (group ? this.workspaceUsage : this.usage).delete(name);
        if (!group) this.dayTotals.delete(name);
      }
    }
  }

  addRows(rows: readonly Row[]): void {
    for (const row of rows) {
      const day = dayName(row.start_time / DAY_SECONDS);
      if (row.object === 'workspace.codex.usage.code_reviews.result') this.codeReviews.set(day, row);
      else if (row.object === 'workspace.codex.usage.code_review_responses.result') {
        this.codeReviewResponses.set(day, row);
      } else this.#addUsage(day, row);
    }
  }

  #addUsage(day: string, row: UsageRow): void {
    if (row.user_id === null) {
      this.workspaceUsage.set(day, new Map([['*', row]]));
      return;
    }
    const totals = this.dayTotals.get(day) ?? { rows: 0, threads: 0, turns: 0, credits: 0 };
    this.dayTotals.set(day, totals);
    totals.rows += 1;
    totals.threads += row.totals.threads;
    totals.turns += row.totals.turns;
    totals.credits += row.totals.credits;
    if (!this.#detailed) return;
    const rows = this.usage.get(day) ?? new Map<string, UsageRow>();
    this.usage.set(day, rows.set(row.user_id, row));
  }

  /** `whole` is false when the body was cut short on purpose. */
  addDownload(file: LogFile, body: Buffer, whole: boolean): void {
    const read = readLogLines(body.toString());
    const good = whole && !file.mislabelled;
    const before = this.files.get(file.id);
    this.files.set(file.id, {
      type: file.type,
      good,
      lines: read.lines,
      badLines: read.badLines,
      distinctIds: read.events.size,
    });
    if (!good) return;
    if (this.#detailed) {
      const known = this.events.get(file.type) ?? new Map<string, string | null>();
      this.events.set(file.type, known);
      for (const [id, timestamp] of read.events) known.set(id, timestamp);
    } else if (!before?.good) {
      const counts = this.eventCounts.get(file.type) ?? new Map<string, number>();
      this.eventCounts.set(file.type, counts);
      for (const timestamp of read.events.values()) count(counts, timestamp);
    }
  }

  addTask(id: string, updatedAt: number): void {
    this.tasks.set(id, Math.max(updatedAt, this.tasks.get(id) ?? 0));
  }

  /** A compact form for other processes. */
  summary(): unknown {
    const eventCounts = new Map(this.eventCounts);
    for (const [type, known] of this.events) {
      const counts = new Map<string, number>();
      for (const timestamp of known.values()) count(counts, timestamp);
      eventCounts.set(type, counts);
    }
    const files = [...this.files.values()];
    return {
      events: Object.fromEntries([...eventCounts].map(([type, days]) => [type, sorted(days)])),
      files: {
        good: files.filter((file) => file.good).length,
        bad: files.filter((file) => !file.good).length,
        lines: files.reduce((sum, file) => sum + file.lines, 0),
        bad_lines: files.reduce((sum, file) => sum + file.badLines, 0),
      },
      usage: sorted(this.dayTotals),
      workspace_usage: sorted(
        new Map([...this.workspaceUsage].map(([day, rows]) => [day, rows.get('*')?.totals])),
      ),
      code_reviews: sorted(this.codeReviews),
      code_review_responses: sorted(this.codeReviewResponses),
      tasks: this.tasks.size,
      environments: this.environments.size,
      users: this.users.size,
      ranges: Object.fromEntries(
        [...this.ranges].map(([name, feed]) => [name, feed && { ...feed, prefixes: feed.prefixes.length }]),
      ),
    };
  }
}

function count(counts: Map<string, number>, timestamp: string | null): void {
  const day = timestamp ? timestamp.slice(0, 10) : 'undated';
  counts.set(day, (counts.get(day) ?? 0) + 1);
}

function sorted<T>(days: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...days].sort(([a], [b]) => (a < b ? -1 : 1)));
}
