import { createHash } from 'node:crypto';
import { DAY_MICROS, isoMicros, WINDOW_MICROS, WINDOWS_PER_DAY } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import type { FaultName } from '../faults.ts';
import { mix } from '../random.ts';
import { type DayLines, dayLines } from './day-lines.ts';
import type { LogLine } from './envelope.ts';
import { assemble, isMislabelled, isSplit } from './file-faults.ts';
import { fileAt, fileId } from './file-id.ts';
import { spoilLine } from './line-faults.ts';
import { type LogDay, logDay } from './log-day.ts';
import { LOG_TYPES, type LogType } from './log-types.ts';
import { Lru } from './lru.ts';

export interface LogFile {
  readonly id: string;
  readonly type: LogType;
  readonly window: number;
  readonly hash: number;
  /** Microseconds since 1970. */
  readonly endMicros: number;
  readonly name: string;
  readonly size: number;
  /** As listed, which is not always as it is. */
  readonly sha256: string;
  readonly mislabelled: boolean;
}

const LARGEST_FILE = 15_000_000;
const BODIES_KEPT = 96_000_000;
const DAYS_KEPT = 10;

/**
 * All log files there ever were or will be, whatever the clock says. A file is written when first needed; its
 * metadata is kept, its contents only for a while.
 */
export class LogArchive {
  readonly #company: Company;
  readonly #has: (fault: FaultName) => boolean;
  readonly #files = new Map<string, readonly LogFile[]>();
  readonly #bodies = new Lru<string, Buffer>(BODIES_KEPT);
  readonly #sources = new Lru<string, DayLines>(DAYS_KEPT + 2);
  readonly #days = new Lru<string, LogDay>(DAYS_KEPT);

  constructor(company: Company, has: (fault: FaultName) => boolean) {
    this.#company = company;
    this.#has = has;
  }

  /** Files of one 10-minute window (counted since 1970), usually one or none, by end time. */
  filesOf(type: LogType, window: number): readonly LogFile[] {
    const key = `${type} ${window}`;
    const known = this.#files.get(key);
    if (known) return known;
    const files = this.hasEvents(type, window) ? this.#write(type, window) : [];
    this.#files.set(key, files);
    return files;
  }

  hasEvents(type: LogType, window: number): boolean {
    return this.#day(type, Math.floor(window / WINDOWS_PER_DAY)).count(window % WINDOWS_PER_DAY) > 0;
  }

  find(id: string): LogFile | null | 'malformed' {
    const place = fileAt(this.#company.hash, id);
    if (place === null || place === 'malformed') return place;
    return this.filesOf(place.type, place.window)[place.part] ?? null;
  }

  body(file: LogFile): Buffer {
    const kept = this.#bodies.get(file.id);
    if (kept) return kept;
    this.#write(file.type, file.window);
    return this.#bodies.get(file.id) ?? this.#rewrite(file);
  }

  /** After a change of faults: files are what they would have been with them. */
  forget(): void {
    this.#files.clear();
    this.#bodies.clear();
    this.#days.clear();
  }

  // A window of several large parts may push its own first part out of the memory again.
  #rewrite(file: LogFile): Buffer {
    const parts = this.#parts(file.type, file.window);
    const part = this.filesOf(file.type, file.window).findIndex((other) => other.id === file.id);
    return assemble(parts[part]!.lines, file.hash, this.#has);
  }

  #day(type: LogType, day: number): LogDay {
    const key = `${type} ${day}`;
    let known = this.#days.get(key);
    if (!known) {
      const own = this.#source(type, day);
      const yesterday = this.#has('late-events') ? this.#source(type, day - 1) : own;
      known = logDay(own, yesterday, this.#has);
      this.#days.set(key, known);
    }
    return known;
  }

  #source(type: LogType, day: number): DayLines {
    const key = `${type} ${day}`;
    let known = this.#sources.get(key);
    if (!known) {
      known = dayLines(this.#company, type, day);
      this.#sources.set(key, known);
    }
    return known;
  }

  #write(type: LogType, window: number): LogFile[] {
    return this.#parts(type, window).map(({ lines, endMicros }, part) => {
      const hash = mix(this.#windowHash(type, window), part);
      const body = assemble(lines, hash, this.#has);
      const id = fileId(this.#company.hash, { type, window, part });
      this.#bodies.set(id, body, body.length);
      const mislabelled = isMislabelled(hash, this.#has);
      const sum = createHash('sha256').update(body);
      const name = `${type}_${isoMicros(endMicros).replace('.000000Z', 'Z').replace('Z', '+00:00')}.jsonl`;
      return {
        id,
        type,
        window,
        hash,
        endMicros,
        name,
        size: body.length,
        sha256: (mislabelled ? sum.update('!') : sum).digest('hex'),
        mislabelled,
      };
    });
  }

  #windowHash(type: LogType, window: number): number {
    return mix(mix(this.#company.hash, LOG_TYPES.indexOf(type)), window);
  }

  /** A window's lines as files. What does not fit starts a new file; the full one ends with its last event. */
  #parts(type: LogType, window: number): { lines: string[]; endMicros: number }[] {
    const day = Math.floor(window / WINDOWS_PER_DAY);
    const logLines = this.#day(type, day).lines(window % WINDOWS_PER_DAY);
    const boundary = (window + 1) * WINDOW_MICROS;
    const hash = this.#windowHash(type, window);
    const timeOf = (line: LogLine | undefined) => (line ? line.micros + day * DAY_MICROS : 0);
    // One file in six is closed with its last event rather than with its window: end times have microseconds.
    const last = timeOf(logLines.at(-1));
    const end = hash % 6 === 0 && last >= boundary - WINDOW_MICROS && last < boundary ? last : boundary;
    const parts = [{ lines: [] as string[], endMicros: end }];
    let size = 0;
    const middle = isSplit(hash, this.#has) ? Math.ceil(logLines.length / 2) : -1;
    for (const [i, logLine] of logLines.entries()) {
      const line = spoilLine(logLine, this.#has);
      const length = Buffer.byteLength(line) + 1;
      if (size + length > LARGEST_FILE || i === middle) {
        if (i !== middle) parts.at(-1)!.endMicros = timeOf(logLines[i - 1]);
        parts.push({ lines: [], endMicros: end });
        size = 0;
      }
      parts.at(-1)!.lines.push(line);
      size += length;
    }
    return parts;
  }
}
