import { dayName, timeOfDay } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import { uuid } from '../ids.ts';
import type { LogType } from './log-types.ts';

/** One finished line and when it happened, microseconds since midnight of its day. */
export interface LogLine {
  readonly micros: number;
  /** Decides, by hash, which faults befall the event. */
  readonly hash: number;
  readonly line: string;
}

export interface SmallEvent {
  readonly type: LogType;
  readonly day: number;
  readonly micros: number;
  /** Distinguishes events of one type and day. */
  readonly serial: number;
  /** The actor as JSON. */
  readonly actor: string;
  /** What stands beside the envelope. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** For the rarer events. CODEX_LOG turns are written by a faster hand. */
export function logLine(company: Company, event: SmallEvent): LogLine {
  const { type, day, micros, serial } = event;
  const id = uuid(company.hash ^ type.length ^ type.charCodeAt(1), day, serial, type.charCodeAt(3));
  const principal =
    type === 'COSTS'
      ? { id: company.organizationId, type: 'API_PLATFORM_ORG' }
      : { id: company.workspaceId, type: 'CHATGPT_WORKSPACE' };
  const line = `{"event_id":"${id}","type":"${type}","timestamp":"${dayName(day)}T${timeOfDay(micros)}Z","principal":${JSON.stringify(principal)},"actor":${event.actor},${JSON.stringify(event.rest).slice(1)}`;
  return { micros, hash: Number.parseInt(id.slice(0, 8), 16), line };
}
