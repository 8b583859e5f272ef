import { WINDOW_MICROS, WINDOWS_PER_DAY } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import { type Turn, turnsOf } from '../company/turns.ts';
import { auditLines, authLines } from './access-lines.ts';
import { adminLines } from './admin-lines.ts';
import { costsLines } from './costs-lines.ts';
import type { LogLine } from './envelope.ts';
import type { LogType } from './log-types.ts';
import { securityLines } from './security-lines.ts';
import { slotHash, slotMicros, slotsOf } from './turn-slots.ts';
import { TurnWriter } from './turn-writer.ts';

/**
 * A day of one log type, told apart by 10-minute windows. Turns' events are only written out when their window
 * is asked for; a day of 20,000 people would not fit otherwise.
 */
export interface DayLines {
  /** Places to put events in: for each, the window of the day it happened in and a hash of its own. */
  forEach(visit: (reference: number, window: number, hash: number) => void): void;
  /** Microseconds since midnight. */
  micros(reference: number): number;
  write(reference: number): LogLine;
}

// A reference is turn * 64 + slot, or a negative number for an event that is already written.
const SLOT_RANGE = 64;

export function dayLines(company: Company, type: LogType, day: number): DayLines {
  const turns: Turn[] = [];
  if (type === 'CODEX_LOG') for (const person of company.people) turns.push(...turnsOf(person, day));
  const written = writtenLines(company, type, day);
  const writer = new TurnWriter(company, day);
  return {
    forEach: (visit) => {
      for (let t = 0; t < turns.length; t++) {
        const turn = turns[t]!;
        const slots = slotsOf(turn);
        for (let slot = 0; slot < slots; slot++) {
          const window = Math.floor(slotMicros(turn, slot, slots) / WINDOW_MICROS);
          visit(t * SLOT_RANGE + slot, window, slotHash(turn, slot));
        }
      }
      for (let i = 0; i < written.length; i++) {
        const { micros, hash } = written[i]!;
        visit(-1 - i, Math.min(WINDOWS_PER_DAY - 1, Math.floor(micros / WINDOW_MICROS)), hash);
      }
    },
    micros: (reference) => {
      if (reference < 0) return written[-1 - reference]!.micros;
      const turn = turns[Math.floor(reference / SLOT_RANGE)]!;
      return slotMicros(turn, reference % SLOT_RANGE, slotsOf(turn));
    },
    write: (reference) => {
      if (reference < 0) return written[-1 - reference]!;
      const turn = turns[Math.floor(reference / SLOT_RANGE)]!;
      const slot = reference % SLOT_RANGE;
      const slots = slotsOf(turn);
      return {
        micros: slotMicros(turn, slot, slots),
        hash: slotHash(turn, slot),
        line: writer.line(turn, slot, slots),
      };
    },
  };
}

function writtenLines(company: Company, type: LogType, day: number): LogLine[] {
  switch (type) {
    case 'CODEX_LOG':
      return adminLines(company, day);
    case 'CODEX_SECURITY_LOG':
      return securityLines(company, day);
    case 'AUDIT_LOG':
      return auditLines(company, day);
    case 'AUTH_LOG':
      return authLines(company, day);
    case 'COSTS':
      return costsLines(company, day);
  }
}

/** References by window of the day, each window in time order, nothing late and nothing twice. */
export function byWindow(lines: DayLines): number[][] {
  const windows: number[][] = Array.from({ length: WINDOWS_PER_DAY }, () => []);
  lines.forEach((reference, window) => {
    windows[window]!.push(reference);
  });
  return windows.map((references) => inTimeOrder(references, lines));
}

function inTimeOrder(references: readonly number[], lines: DayLines): number[] {
  const timed = references.map((reference) => ({ reference, micros: lines.micros(reference) }));
  return timed.sort((a, b) => a.micros - b.micros).map(({ reference }) => reference);
}
