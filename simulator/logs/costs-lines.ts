import { dayName } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import { USD_PER_CREDIT } from '../company/models.ts';
import type { Person } from '../company/person.ts';
import { type Turn, turnsOf } from '../company/turns.ts';
import { hex8 } from '../ids.ts';
import { mix } from '../random.ts';
import { type LogLine, logLine } from './envelope.ts';

const HOUR_MICROS = 3_600_000_000;
const ACTOR = JSON.stringify({ type: 'SYSTEM', id: 'billing' });

/**
 * COSTS: per person, hour, surface and model what the hour cost. A line is written just after its hour, so a
 * day's lines tell of 23:00 the day before until 22:59.
 */
export function costsLines(company: Company, day: number): LogLine[] {
  const lines: LogLine[] = [];
  for (const person of company.people) {
    for (const owner of [day - 1, day]) {
      const turns = turnsOf(person, owner);
      if (turns.length === 0) continue;
      const isTold = (hour: number) => (hour === 23) === owner < day;
      for (const group of byHourSurfaceModel(turns)) {
        const hour = Math.floor(group[0]!.start / HOUR_MICROS);
        if (isTold(hour)) lines.push(costLine(company, person, day, hour, group, lines.length));
      }
      // What is not Codex is on the same bill.
      const chatHour = 8 + (turns[0]!.hash % 10);
      if (turns[0]!.hash % 4 === 0 && isTold(chatHour))
        lines.push(chatLine(company, person, day, chatHour, lines.length));
    }
  }
  return lines;
}

function byHourSurfaceModel(turns: readonly Turn[]): Iterable<Turn[]> {
  const groups = new Map<string, Turn[]>();
  for (const turn of turns) {
    const key = `${Math.floor(turn.start / HOUR_MICROS)} ${turn.surface.client} ${turn.tier.logModel} ${turn.tier.serviceTier}`;
    const group = groups.get(key);
    if (group) group.push(turn);
    else groups.set(key, [turn]);
  }
  return groups.values();
}

function costLine(
  company: Company,
  person: Person,
  day: number,
  hour: number,
  turns: readonly Turn[],
  serial: number,
): LogLine {
  const { surface, tier } = turns[0]!;
  const item = person.billedInUsd ? billedInUsd : billed;
  const sum = (of: (turn: Turn) => number) => turns.reduce((total, turn) => total + of(turn), 0);
  const uncached = sum((turn) => turn.uncachedTokens);
  const cached = sum((turn) => turn.cachedTokens);
  const output = sum((turn) => turn.outputTokens);
  return line(company, person, day, hour, serial, {
    product: 'Codex',
    surface: surface.cloud ? 'cloud' : 'local',
    client: surface.client,
    model: tier.logModel,
    service_tier: tier.serviceTier,
    reasoning: turns.length > 2 ? 'medium' : null,
    measures: {
      usage: { input_tokens: uncached + cached, cached_input_tokens: cached, output_tokens: output },
      billing: [
        item(`codex-input-${tier.logModel}`, uncached, uncached * tier.input),
        item(`codex-cached-input-${tier.logModel}`, cached, cached * tier.cached),
        item(`codex-output-${tier.logModel}`, output, output * tier.output),
      ],
    },
  });
}

function chatLine(company: Company, person: Person, day: number, hour: number, serial: number): LogLine {
  const tokens = 2000 + (mix(person.hash, day) % 30_000);
  const searches = tokens % 5;
  return line(company, person, day, hour, serial, {
    product: 'ChatGPT',
    surface: 'web',
    client: null,
    model: 'gpt-5.5',
    service_tier: 'default',
    reasoning: null,
    measures: {
      usage: { input_tokens: tokens, cached_input_tokens: 0, output_tokens: Math.floor(tokens / 9) },
      // One record may be billed in both: what credits do not cover is in dollars.
      billing: [
        billed('chatgpt-message', 1 + (tokens % 12), tokens / 40_000, 'messages'),
        ...(searches > 0 ? [billedInUsd('chatgpt-web-search', searches, searches / 4, 'calls')] : []),
      ],
    },
  });
}

/** Without an estimate, which is what credits come to. */
function billedInUsd(sku: string, quantity: number, credits: number, unit = 'tokens') {
  return { sku, quantity: { value: quantity, unit }, cost: amount(credits * USD_PER_CREDIT, 'USD') };
}

function billed(sku: string, quantity: number, credits: number, unit = 'tokens') {
  const cost = amount(credits, 'CREDITS');
  const estimate = amount(credits * USD_PER_CREDIT, 'USD');
  // Some price lists have no estimate.
  return {
    sku,
    quantity: { value: quantity, unit },
    cost,
    ...(sku.startsWith('codex-output') && { estimated_cost_usd: estimate }),
  };
}

function amount(value: number, unit: 'CREDITS' | 'USD') {
  return { value: Math.round(value * 1e6) / 1e6, unit };
}

function line(
  company: Company,
  person: Person,
  day: number,
  hour: number,
  serial: number,
  rest: Record<string, unknown>,
): LogLine {
  const lastNight = hour === 23;
  const micros =
    (lastNight ? 0 : hour + 1) * HOUR_MICROS + 60_000_000 + (mix(person.hash, serial) % 400_000_000);
  const team = mix(company.hash, hashOf(person.team));
  const payload = {
    day: dayName(lastNight ? day - 1 : day),
    hour,
    organization_id: company.organizationId,
    identity: {
      user_id: person.userId,
      email: person.email,
      name: person.name,
      groups: [{ id: `grp_${hex8(team)}`, name: person.team }],
      agent: null,
    },
    ...rest,
  };
  return logLine(company, { type: 'COSTS', day, micros, serial, actor: ACTOR, rest: { payload } });
}

function hashOf(team: string): number {
  return team.length * 31 + team.charCodeAt(0);
}
