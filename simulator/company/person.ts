import { DAY_SECONDS, dayNumber } from '../calendar.ts';
import { token } from '../ids.ts';
import { mix, Random } from '../random.ts';
import { FAMILY_NAMES, GIVEN_NAMES, TEAMS } from './names.ts';
import { MAIN_SURFACES, SIDE_SURFACES, type Surface } from './surfaces.ts';

/** The rollout began here, so figures do not depend on the clock: only how far one can see does. */
export const ROLLOUT_START = dayNumber('2025-10-01');
const ROLLOUT_DAYS = 460;
const NEVER = Number.MAX_SAFE_INTEGER;

export interface Person {
  readonly index: number;
  /** Hash to derive this person's figures from. */
  readonly hash: number;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly team: string;
  readonly role: 'standard-user' | 'account-admin' | 'account-owner' | 'analytics-viewer';
  /** Unix seconds. */
  readonly createdAt: number;
  /** First day of use; some have a seat and never use it. */
  readonly adoptedDay: number;
  /** First day after leaving. */
  readonly leftDay: number;
  readonly utcOffsetHours: number;
  /** Chance of using Codex on a weekday, and on a weekend day. */
  readonly weekdayHabit: number;
  readonly weekendHabit: number;
  /** Median turns on a day of use. */
  readonly pace: number;
  readonly surfaces: readonly Surface[];
  /** Oddities of this person's usage rows. */
  readonly hides: 'email' | 'email-key' | 'tokens' | 'models' | 'attribution' | 'estimate' | null;
  readonly billedInUsd: boolean;
  /** The `actor` of this person's log events, as JSON. */
  readonly actor: string;
}

const OFFICES = [
  { utcOffsetHours: 1, weight: 45 },
  { utcOffsetHours: -5, weight: 22 },
  { utcOffsetHours: -8, weight: 14 },
  { utcOffsetHours: 5.5, weight: 13 },
  { utcOffsetHours: 9, weight: 6 },
];

export function createPerson(companyHash: number, index: number): Person {
  const hash = mix(mix(companyHash, 0x9e50), index);
  const random = new Random(hash);
  const given = random.pick(GIVEN_NAMES);
  const family = random.pick(FAMILY_NAMES);
  const mailbox = `${given}.${family}.${index}`
    .normalize('NFD')
    .replace(/[^\w.]/g, '')
    .toLowerCase();
  const email = `${mailbox}@${random.chance(0.93) ? 'example.com' : 'example.org'}`;
  const userId = `user-${token(mix(hash, 1), 24)}`;
  // The first person leads the rollout, so that even a company of one has figures.
  const pioneer = index === 0;
  const adoptedDay = pioneer
    ? ROLLOUT_START
    : random.chance(0.08)
      ? NEVER
      : ROLLOUT_START + random.below(ROLLOUT_DAYS);
  const joinedDay = Math.min(adoptedDay, ROLLOUT_START + random.below(ROLLOUT_DAYS)) - random.below(40);
  const leftDay =
    !pioneer && random.chance(0.07)
      ? Math.max(joinedDay + 30, ROLLOUT_START + 120 + random.below(500))
      : NEVER;
  const heavy = pioneer || random.chance(0.04);
  const rank = random.next();
  const main = random.weighted(MAIN_SURFACES);
  const quirk = random.next();
  return {
    index,
    hash,
    userId,
    email,
    name: `${given} ${family}`,
    team: TEAMS[mix(hash, 2) % TEAMS.length]!,
    role: pioneer
      ? 'account-owner'
      : rank < 0.02
        ? 'account-admin'
        : rank < 0.03
          ? 'analytics-viewer'
          : 'standard-user',
    createdAt: joinedDay * DAY_SECONDS + random.below(DAY_SECONDS),
    adoptedDay,
    leftDay,
    utcOffsetHours: random.weighted(OFFICES).utcOffsetHours,
    weekdayHabit: heavy ? 0.95 : 0.4 + 0.5 * random.next(),
    weekendHabit: heavy ? 0.35 : 0.05 * random.next(),
    pace: heavy ? 26 : random.skewed(6, 0.45),
    surfaces: [main, main, main, random.weighted(SIDE_SURFACES), random.weighted(SIDE_SURFACES)],
    hides:
      quirk < 0.02
        ? 'email'
        : quirk < 0.03
          ? 'email-key'
          : quirk < 0.13
            ? 'tokens'
            : quirk < 0.17
              ? 'models'
              : quirk < 0.22
                ? 'attribution'
                : quirk < 0.25
                  ? 'estimate'
                  : null,
    billedInUsd: random.chance(0.04),
    actor: JSON.stringify({ type: 'ACCOUNT_USER', user_id: userId, user_email: email }),
  };
}
