import { DAY_MICROS } from '../calendar.ts';
import type { Turn } from '../company/turns.ts';
import { mix } from '../random.ts';

/**
 * A turn's events by slot: the prompt, each tool call suggested and then completed (or failed), an app called by
 * MCP with its result and sometimes a question back, and the response. Slots give times without storing any.
 */
export function slotsOf(turn: Turn): number {
  return 2 + turn.tools * 2 + (turn.mcp ? (asksBack(turn) ? 3 : 2) : 0);
}

export function slotMicros(turn: Turn, slot: number, slots: number): number {
  const jitter = (turn.hash >>> (slot & 15)) & 1023;
  const at = turn.start + Math.floor((turn.duration * slot) / (slots - 1)) + jitter;
  return Math.min(at, DAY_MICROS - 1 - (slots - slot));
}

export function slotHash(turn: Turn, slot: number): number {
  return mix(turn.hash ^ 0x51075, slot);
}

export function eventTypeOf(turn: Turn, slot: number, slots: number): string {
  if (slot === 0) return 'PROMPT_SENT';
  if (slot === slots - 1) return 'PROMPT_RESPONSE_RECEIVED';
  const appStep = slot - 1 - turn.tools * 2;
  if (appStep === 0) return 'APP_MCP_CALL';
  if (appStep > 0) return appStep === 1 && asksBack(turn) ? 'APP_MCP_ELICITATION' : 'APP_MCP_RESULT';
  if (slot % 2 === 1) return 'TOOL_CALL_SUGGESTED';
  return callHashOf(turn, slot) % 11 === 0 ? 'TOOL_CALL_FAILED' : 'TOOL_CALL_COMPLETED';
}

/** Both events of a tool call tell the same of it, drawn from this. */
export function callHashOf(turn: Turn, slot: number): number {
  return mix(turn.hash, (slot - 1) >> 1);
}

function asksBack(turn: Turn): boolean {
  return (turn.hash >>> 8) % 4 === 0;
}
