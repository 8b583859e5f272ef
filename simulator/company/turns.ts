import { isWeekend } from '../calendar.ts';
import { mix, Random } from '../random.ts';
import { MODEL_TIERS, type ModelTier } from './models.ts';
import type { Person } from './person.ts';
import type { Surface } from './surfaces.ts';

/** One exchange with Codex. Usage rows, log events, costs and tasks are all told from these. */
export interface Turn {
  readonly person: Person;
  readonly day: number;
  /** Position in the person's day. */
  readonly index: number;
  /** Which thread of the person's day. */
  readonly session: number;
  readonly hash: number;
  /** Microseconds since midnight UTC. */
  readonly start: number;
  readonly duration: number;
  readonly surface: Surface;
  readonly tier: ModelTier;
  readonly uncachedTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly credits: number;
  /** Tool calls, and whether one app was called by MCP. */
  readonly tools: number;
  readonly mcp: boolean;
}

const LAST_SECOND = 86_380;

/** A person's turns of one UTC day, thread by thread. `force` gives a day of use to someone who had none. */
export function turnsOf(person: Person, day: number, force = false): Turn[] {
  const random = new Random(mix(mix(person.hash, 0x7042), day));
  if (!force && !isActive(person, day, random)) return [];
  // People take to it over their first ten weeks.
  const ramp = Math.min(1, 0.4 + Math.max(0, day - person.adoptedDay) / 115);
  const count = Math.max(1, Math.min(160, Math.round(random.skewed(person.pace * ramp, 0.55))));
  const turns: Turn[] = [];
  for (let session = 0; turns.length < count; session++) {
    addSession(
      turns,
      person,
      day,
      session,
      Math.min(count - turns.length, 1 + Math.floor(random.skewed(2.4, 0.7))),
      random,
    );
  }
  return turns;
}

function isActive(person: Person, day: number, random: Random): boolean {
  if (day < person.adoptedDay || day >= person.leftDay) return false;
  const onLeave = mix(mix(person.hash, 0x1ea7), Math.floor((day + 3) / 7)) % 100 < 6;
  const habit = isWeekend(day) ? person.weekendHabit : person.weekdayHabit;
  return !onLeave && random.chance(habit);
}

function addSession(
  turns: Turn[],
  person: Person,
  day: number,
  session: number,
  length: number,
  random: Random,
) {
  const surface = random.pick(person.surfaces);
  const tier = random.weighted(MODEL_TIERS);
  // Mostly mid-morning to early evening where the person sits; one draw in twelve at any hour.
  const localHour = random.chance(0.08) ? random.next() * 24 : 8.5 + (random.next() + random.next()) * 5.25;
  const startSecond = (((localHour - person.utcOffsetHours + 24) % 24) * 3600) % 86_400;
  let second = Math.min(startSecond, LAST_SECOND - length * 600);
  let context = random.skewed(9_000, 0.7);
  for (let i = 0; i < length; i++) {
    const hash = mix(mix(mix(person.hash, 0x0e7e), day), turns.length);
    const durationSeconds = 8 + random.next() * 172;
    const uncachedTokens = Math.round(random.skewed(6_000, 0.8));
    const cachedTokens = Math.round(context);
    const outputTokens = Math.round(random.skewed(1_100, 0.9));
    turns.push({
      person,
      day,
      index: turns.length,
      session,
      hash,
      start: Math.floor(second * 1e6) + (hash % 1_000_000),
      duration: Math.floor(durationSeconds * 1e6),
      surface,
      tier,
      uncachedTokens,
      cachedTokens,
      outputTokens,
      credits: uncachedTokens * tier.input + cachedTokens * tier.cached + outputTokens * tier.output,
      tools: Math.min(6, Math.floor(random.skewed(1.2, 0.8))),
      mcp: hash % 12 === 0,
    });
    context += uncachedTokens + outputTokens;
    second += durationSeconds + 10 + random.next() * 380;
  }
}
