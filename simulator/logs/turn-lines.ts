import { DAY_MICROS, dayName, timeOfDay } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import { environmentIdOf } from '../company/environments.ts';
import type { Turn } from '../company/turns.ts';
import { hex8, uuid } from '../ids.ts';
import { mix, Random } from '../random.ts';
import { prose } from '../text/prose.ts';

/**
 * A turn's events by slot: the prompt, each tool call suggested and then completed (or failed), an app called by
 * MCP with its result and sometimes a question back, and the response. Slots give times without storing any.
 */
export function slotsOf(turn: Turn): number {
  return 2 + turn.tools * 2 + mcpSlots(turn);
}

export function slotMicros(turn: Turn, slot: number, slots: number): number {
  const at =
    turn.start + Math.floor((turn.duration * slot) / (slots - 1)) + ((turn.hash >>> (slot & 15)) & 1023);
  return Math.min(at, DAY_MICROS - 1 - (slots - slot));
}

export function slotHash(turn: Turn, slot: number): number {
  return mix(turn.hash ^ 0x51075, slot);
}

function mcpSlots(turn: Turn): number {
  return turn.mcp ? (asksBack(turn) ? 3 : 2) : 0;
}

function asksBack(turn: Turn): boolean {
  return (turn.hash >>> 8) % 4 === 0;
}

const TOOLS = [
  ['shell', 'function'],
  ['apply_patch', 'custom'],
  ['read_file', 'function'],
  ['web_search', 'web_search'],
  ['update_plan', 'function'],
] as const;
const APPS = ['linear.search_issues', 'slack.post_message', 'notion.fetch_page', 'figma.get_frame'] as const;
const EFFORTS = ['minimal', 'low', 'medium', 'medium', 'high', 'xhigh'] as const;

interface TurnIds {
  readonly turn: Turn | null;
  readonly session: string;
  readonly turnId: string;
  /** As JSON, with its quotes, or null. */
  readonly environment: string;
}

function idsOf(company: Company, turn: Turn): TurnIds {
  const session = uuid(turn.person.hash ^ 0x5e55, turn.day, turn.session, 0);
  const turnId = uuid(turn.person.hash ^ 0x7412, turn.day, turn.index, 0);
  return { turn, session, turnId, environment: JSON.stringify(environmentIdOf(company, turn)) };
}

/** Writes the turn events of one day. Built for speed: only templates, and text that needs no escaping. */
export class TurnWriter {
  readonly #company: Company;
  readonly #head: string;
  readonly #date: string;
  /** Of the turn written last: its events mostly come in a row. */
  #ids: TurnIds = { turn: null, session: '', turnId: '', environment: '' };

  constructor(company: Company, day: number) {
    this.#company = company;
    this.#date = dayName(day);
    this.#head = `Z","principal":{"id":"${company.workspaceId}","type":"CHATGPT_WORKSPACE"},"actor":`;
  }

  line(turn: Turn, slot: number, slots: number): string {
    const { person, day } = turn;
    const company = this.#company;
    const random = new Random(slotHash(turn, slot));
    const eventId = uuid(person.hash, day, turn.index, slot);
    const micros = slotMicros(turn, slot, slots);
    const kind = this.#details(turn, slot, slots, random);
    const comma = kind.indexOf('"', 16);
    const eventType = kind.slice(16, comma);
    return `{"event_id":"${eventId}","type":"CODEX_LOG","timestamp":"${this.#date}T${timeOfDay(micros)}${this.#head}${person.actor},"event_type":"${eventType}","client_id":"${turn.surface.client}","workspace_id":"${company.workspaceId}","event_details":${kind}}`;
  }

  /** The event_details, which begin with the detail_type. */
  #details(turn: Turn, slot: number, slots: number, random: Random): string {
    if (this.#ids.turn !== turn) this.#ids = idsOf(this.#company, turn);
    const { session, turnId, environment } = this.#ids;
    const { logModel, serviceTier } = turn.tier;
    if (slot === 0) {
      const empty = turn.hash % 60 === 0;
      const text = empty ? '' : prose(random, Math.min(6000, random.skewed(140, 0.9)), '\\n');
      return `{"detail_type":"PROMPT_SENT","session_id":"${session}","prompt_text":"${text}","turn_id":"${turnId}","call_id":null,"model":"${logModel}","environment_id":${environment}}`;
    }
    if (slot === slots - 1) {
      const text = prose(random, Math.min(12_000, random.skewed(250, 0.9)), '\\n');
      const status = turn.hash % 37 === 0 ? 'failed' : 'success';
      const input = turn.uncachedTokens + turn.cachedTokens;
      const effort = EFFORTS[(turn.hash >>> 4) % EFFORTS.length];
      return `{"detail_type":"PROMPT_RESPONSE_RECEIVED","session_id":"${session}","response_text":"${text}","status":"${status}","turn_id":"${turnId}","call_id":"call_${hex8(turn.hash)}","model":"${logModel}","service_tier":"${serviceTier}","reasoning_effort":"${effort}","token_usage":{"input_tokens":${input},"output_tokens":${turn.outputTokens},"cached_input_tokens":${turn.cachedTokens},"reasoning_output_tokens":${Math.floor(turn.outputTokens * 0.4)}},"environment_id":${environment}}`;
    }
    const app = slot - 1 - turn.tools * 2;
    if (app >= 0) return this.#appDetails(turn, app, random);
    const call = (slot - 1) >> 1;
    const callHash = mix(turn.hash, call);
    const [name, type] = TOOLS[callHash % TOOLS.length]!;
    const suggested = (slot & 1) === 1;
    const failed = callHash % 11 === 0;
    const detailType = suggested
      ? 'TOOL_CALL_SUGGESTED'
      : failed
        ? 'TOOL_CALL_FAILED'
        : 'TOOL_CALL_COMPLETED';
    const status = suggested ? 'null' : failed ? '"failed"' : '"success"';
    // The call's input is repeated when it is done, so it is drawn from the call's hash.
    const input = prose(new Random(callHash), Math.min(4000, 50 + ((callHash >>> 8) % 200)), '\\\\n');
    return `{"detail_type":"${detailType}","session_id":"${session}","tool_name":"${name}","tool_type":"${type}","tool_input":"{\\"arguments\\":\\"${input}\\"}","turn_id":"${turnId}","call_id":"call_${hex8(callHash)}","tool_call_id":"tc_${hex8(callHash)}${hex8(turn.hash)}","status":${status},"model":"${logModel}","environment_id":${environment}}`;
  }

  #appDetails(turn: Turn, step: number, random: Random): string {
    const name = APPS[turn.hash % APPS.length];
    const callId = `call_${hex8(mix(turn.hash, 0xa99))}`;
    if (step === 0) {
      return `{"detail_type":"APP_MCP_CALL","call_id":"${callId}","name":"${name}","arguments":"{\\"query\\":\\"${prose(random, 90, ' ')}\\"}","tool_meta":null}`;
    }
    if (step === 1 && asksBack(turn)) {
      const decision = (turn.hash >>> 10) % 3 === 0 ? 'decline' : 'accept';
      return `{"detail_type":"APP_MCP_ELICITATION","call_id":"${callId}","name":"${name}","elicitation_type":"url","phase":"resolved","decision":"${decision}","url":"https://connect.example.com/consent/${hex8(turn.hash)}"}`;
    }
    if ((turn.hash >>> 12) % 9 === 0) {
      return `{"detail_type":"APP_MCP_RESULT","call_id":"${callId}","name":"${name}","status":"error","error_code":"upstream_error","error_message":"${prose(random, 80, ' ')}","result_preview":null}`;
    }
    return `{"detail_type":"APP_MCP_RESULT","call_id":"${callId}","name":"${name}","status":"success","error_code":null,"error_message":null,"result_preview":"${prose(random, 200, '\\n')}"}`;
  }
}
