import type { Cidr } from './cidr.ts';
import type { GuardName, GuardViolation } from './guard-violation.ts';
import { FAMILIES, type Movement } from './movement.ts';
import type { GuardSettings } from './settings.ts';

interface Limits {
  /** Names of the guards, and the words that come before the figures. */
  readonly removals: GuardName;
  readonly additions: GuardName;
  readonly period: string;
  /** Shares in percent of what was there before. */
  readonly removalPercent: number;
  readonly additionsPercent: number;
}

const stepLimits = ({ removalPercent, additionsPercent }: GuardSettings): Limits => ({
  removals: 'removal-limit',
  additions: 'additions-limit',
  period: '',
  removalPercent,
  additionsPercent,
});

/** Whether one step removes or adds more than a share of the entries, or of the addresses of a family. */
export function guardMovement(
  subject: string,
  movement: Movement,
  settings: GuardSettings,
): GuardViolation | undefined {
  const limits = stepLimits(settings);
  return removalsOver(subject, movement, limits) ?? additionsOver(subject, movement, limits);
}

/** The same of removals alone, where everything may be added. */
export function guardRemovals(
  subject: string,
  movement: Movement,
  settings: GuardSettings,
): GuardViolation | undefined {
  return removalsOver(subject, movement, stepLimits(settings));
}

/** Whether many small steps together came further than they may since `since`, when a person last looked or the window began. */
export function guardWindow(
  subject: string,
  movement: Movement,
  since: string,
  settings: GuardSettings,
): GuardViolation | undefined {
  const limits: Limits = {
    removals: 'window-removals',
    additions: 'window-additions',
    period: ` since ${since}`,
    removalPercent: settings.windowRemovalPercent,
    additionsPercent: settings.windowAdditionsPercent,
  };
  return removalsOver(subject, movement, limits) ?? additionsOver(subject, movement, limits);
}

/** Whether a range that comes is so wide that a person has to have a look. */
export function guardWidth(
  subject: string,
  added: readonly Cidr[],
  { widestAddedIpv4, widestAddedIpv6 }: GuardSettings,
): GuardViolation | undefined {
  const wide = added.find(
    ({ family, length }) => length < (family === 4 ? widestAddedIpv4 : widestAddedIpv6),
  );
  if (wide === undefined) return undefined;
  const widest = wide.family === 4 ? widestAddedIpv4 : widestAddedIpv6;
  return violation(
    'prefix-width',
    `${subject}: ${wide.text} would join, allowed without a person is /${widest}`,
  );
}

function removalsOver(
  subject: string,
  { entries, addresses }: Movement,
  { removals, period, removalPercent }: Limits,
): GuardViolation | undefined {
  const say = (removed: number | bigint, before: number | bigint, what: string) =>
    violation(
      removals,
      `${subject}: ${removed} of ${before} ${what} would go${period}, allowed are ${removalPercent} %`,
    );
  if (overShare(entries.removed, entries.before, removalPercent))
    return say(entries.removed, entries.before, 'entries');
  for (const family of FAMILIES) {
    const { removed, before } = addresses[family];
    if (overShare(removed, before, removalPercent)) return say(removed, before, `IPv${family} addresses`);
  }
  return undefined;
}

function additionsOver(
  subject: string,
  { entries, addresses }: Movement,
  { additions, period, additionsPercent }: Limits,
): GuardViolation | undefined {
  const say = (added: number | bigint, before: number | bigint, what: string) =>
    violation(
      additions,
      `${subject}: ${added} ${what} would join ${before}${period}, allowed are ${additionsPercent} %`,
    );
  if (overShare(entries.added, entries.before, additionsPercent))
    return say(entries.added, entries.before, 'entries');
  for (const family of FAMILIES) {
    const { added, before } = addresses[family];
    if (overShare(added, before, additionsPercent)) return say(added, before, `IPv${family} addresses`);
  }
  return undefined;
}

/** Of IPv6 addresses a share is exact to 16 digits: enough to compare it with a limit. */
function overShare(part: number | bigint, whole: number | bigint, percent: number): boolean {
  return part > 0 && Number(part) * 100 > Number(whole) * percent;
}

function violation(guard: GuardName, reason: string): GuardViolation {
  return { guard, reason, acceptable: true };
}
