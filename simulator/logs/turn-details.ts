import type { Turn } from '../company/turns.ts';
import { hex8 } from '../ids.ts';
import { mix, Random } from '../random.ts';
import { prose } from '../text/prose.ts';
import { callHashOf, slotHash } from './turn-slots.ts';

const TOOLS = [
  ['shell', 'function'],
  ['apply_patch', 'custom'],
  ['read_file', 'function'],
  ['web_search', 'web_search'],
  ['update_plan', 'function'],
] as const;
const APPS = ['linear.search_issues', 'slack.post_message', 'notion.fetch_page', 'figma.get_frame'] as const;
const EFFORTS = ['minimal', 'low', 'medium', 'medium', 'high', 'xhigh'] as const;

/** Ids that a turn's events share. The environment is JSON: with its quotes, or null. */
export interface TurnIds {
  readonly session: string;
  readonly turnId: string;
  readonly environment: string;
}

/** What follows the detail_type inside event_details, as JSON text. */
export function turnDetails(eventType: string, turn: Turn, slot: number, ids: TurnIds): string {
  const random = new Random(slotHash(turn, slot));
  switch (eventType) {
    case 'PROMPT_SENT':
      return promptSent(turn, ids, random);
    case 'PROMPT_RESPONSE_RECEIVED':
      return responseReceived(turn, ids, random);
    case 'APP_MCP_CALL':
      return `"call_id":"${appCallId(turn)}","name":"${appOf(turn)}","arguments":"{\\"query\\":\\"${prose(random, 90, ' ')}\\"}","tool_meta":null`;
    case 'APP_MCP_ELICITATION':
      return `"call_id":"${appCallId(turn)}","name":"${appOf(turn)}","elicitation_type":"url","phase":"resolved","decision":"${turn.hash % 3 === 0 ? 'decline' : 'accept'}","url":"https://connect.example.com/consent/${hex8(turn.hash)}"`;
    case 'APP_MCP_RESULT':
      return appResult(turn, random);
    default:
      return toolCall(eventType, turn, slot, ids);
  }
}

function promptSent(turn: Turn, { session, turnId, environment }: TurnIds, random: Random): string {
  const text = turn.hash % 60 === 0 ? '' : prose(random, Math.min(6000, random.skewed(140, 0.9)), '\\n');
  return `"session_id":"${session}","prompt_text":"${text}","turn_id":"${turnId}","call_id":null,"model":"${turn.tier.logModel}","environment_id":${environment}`;
}

function responseReceived(turn: Turn, { session, turnId, environment }: TurnIds, random: Random): string {
  const { logModel, serviceTier } = turn.tier;
  const text = prose(random, Math.min(12_000, random.skewed(250, 0.9)), '\\n');
  const status = turn.hash % 37 === 0 ? 'failed' : 'success';
  const input = turn.uncachedTokens + turn.cachedTokens;
  const effort = EFFORTS[(turn.hash >>> 4) % EFFORTS.length];
  return `"session_id":"${session}","response_text":"${text}","status":"${status}","turn_id":"${turnId}","call_id":"call_${hex8(turn.hash)}","model":"${logModel}","service_tier":"${serviceTier}","reasoning_effort":"${effort}","token_usage":{"input_tokens":${input},"output_tokens":${turn.outputTokens},"cached_input_tokens":${turn.cachedTokens},"reasoning_output_tokens":${Math.floor(turn.outputTokens * 0.4)}},"environment_id":${environment}`;
}

function toolCall(eventType: string, turn: Turn, slot: number, ids: TurnIds): string {
  const hash = callHashOf(turn, slot);
  const [name, type] = TOOLS[hash % TOOLS.length]!;
  const status =
    eventType === 'TOOL_CALL_SUGGESTED'
      ? 'null'
      : eventType === 'TOOL_CALL_FAILED'
        ? '"failed"'
        : '"success"';
  const input = prose(new Random(hash), 50 + ((hash >>> 8) % 200), '\\\\n');
  return `"session_id":"${ids.session}","tool_name":"${name}","tool_type":"${type}","tool_input":"{\\"arguments\\":\\"${input}\\"}","turn_id":"${ids.turnId}","call_id":"call_${hex8(hash)}","tool_call_id":"tc_${hex8(hash)}${hex8(turn.hash)}","status":${status},"model":"${turn.tier.logModel}","environment_id":${ids.environment}`;
}

function appResult(turn: Turn, random: Random): string {
  const head = `"call_id":"${appCallId(turn)}","name":"${appOf(turn)}"`;
  if ((turn.hash >>> 12) % 9 === 0) {
    return `${head},"status":"error","error_code":"upstream_error","error_message":"${prose(random, 80, ' ')}","result_preview":null`;
  }
  return `${head},"status":"success","error_code":null,"error_message":null,"result_preview":"${prose(random, 200, '\\n')}"`;
}

function appOf(turn: Turn): string {
  return APPS[turn.hash % APPS.length]!;
}

function appCallId(turn: Turn): string {
  return `call_${hex8(mix(turn.hash, 0xa99))}`;
}
