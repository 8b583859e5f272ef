import { AddressSet } from './address-set.ts';
import { type Cidr, cidr } from './cidr.ts';
import type { Desired } from './desired.ts';
import type { Plan } from './plan.ts';
import type { GuardSettings } from './settings.ts';
import type { Entry } from './target.ts';

export type GuardName =
  | 'freeze'
  | 'empty-result'
  | 'removal-limit'
  | 'additions-limit'
  | 'target-size'
  | 'own-address'
  | 'pinned';

/** A guard that stops a step, and why. Nothing is changed then. */
export interface GuardViolation {
  readonly guard: GuardName;
  readonly reason: string;
  /** Whether a person may let the feed's version pass all the same. */
  readonly acceptable: boolean;
}

export interface Step {
  readonly target: string;
  readonly capacity: number;
  readonly entries: readonly Entry[];
  readonly plan: Plan;
  readonly desired: Desired;
  /** Whether everything that should be there once was. */
  readonly filled: boolean;
  readonly egressAddresses: readonly string[];
  /** Whether the sync shuts itself out when its own address is not in the list. */
  readonly guardsItself: boolean;
}

/** The first guard a step runs into; undefined when it may be taken. */
export function guardStep(step: Step, settings: GuardSettings): GuardViolation | undefined {
  if (step.plan.additions.length + step.plan.removals.length === 0 && !step.guardsItself) return undefined;
  const { target, plan, entries, desired } = step;
  const [before, after] = [addressesOf(entries), addressesOf(resultOf(step))];
  const ours = entries.filter((entry) => entry.ours && entry.active && entry.range !== null);
  const approved = new AddressSet(desired.approved.map(cidr));
  const dropped = new AddressSet(desired.acceptedGone.map(cidr));
  // What is still covered by other entries is not lost, only written otherwise; what was accepted is not counted again.
  const lost = plan.removals.filter(
    ({ range, active }) =>
      active && range !== null && !after.covers(cidr(range)) && !dropped.overlaps(cidr(range)),
  );
  const gained = plan.additions.filter(
    (range) => !before.covers(cidr(range)) && !approved.overlaps(cidr(range)),
  );
  return (
    ownAddressListed(step, before) ??
    emptyResult(step) ??
    stays('own-address', target, step.egressAddresses, before, after) ??
    stays('pinned', target, settings.pinned, before, after) ??
    targetSize(step) ??
    removalLimit(target, lost.length, ours.length, settings) ??
    (step.filled ? additionsLimit(target, gained.length, ours.length, settings) : undefined)
  );
}

export function frozen(): GuardViolation {
  return {
    guard: 'freeze',
    reason: 'allowlists are frozen: `codex-lake ip-ranges freeze --off` lets them follow again',
    acceptable: false,
  };
}

export function removalLimit(
  subject: string,
  removed: number,
  before: number,
  { removalPercent }: GuardSettings,
): GuardViolation | undefined {
  return overShare(removed, before, removalPercent)
    ? violation(
        'removal-limit',
        `${subject}: ${removed} of ${before} entries would go, allowed are ${removalPercent} %`,
      )
    : undefined;
}

export function additionsLimit(
  subject: string,
  added: number,
  before: number,
  { additionsPercent }: GuardSettings,
): GuardViolation | undefined {
  return overShare(added, before, additionsPercent)
    ? violation(
        'additions-limit',
        `${subject}: ${added} entries would join ${before}, allowed are ${additionsPercent} %`,
      )
    : undefined;
}

function ownAddressListed(
  { target, guardsItself, egressAddresses }: Step,
  before: AddressSet,
): GuardViolation | undefined {
  if (!guardsItself) return undefined;
  const missing =
    egressAddresses.length === 0
      ? 'an unknown address'
      : egressAddresses.find((one) => !before.covers(cidr(one)));
  if (missing === undefined) return undefined;
  return {
    guard: 'own-address',
    reason: `${target}: this sync connects from ${missing}, which is not in the list: enter it by hand first, so that the sync cannot be shut out`,
    acceptable: false,
  };
}

function emptyResult(step: Step): GuardViolation | undefined {
  const left = resultOf(step).filter(({ active }) => active).length;
  return left === 0
    ? violation('empty-result', `${step.target}: nothing would be left in the list`)
    : undefined;
}

function stays(
  guard: 'own-address' | 'pinned',
  target: string,
  ranges: readonly string[],
  before: AddressSet,
  after: AddressSet,
): GuardViolation | undefined {
  const cut = ranges.map(cidr).find((range: Cidr) => before.covers(range) && !after.covers(range));
  if (cut === undefined) return undefined;
  const what = guard === 'pinned' ? 'which is pinned' : 'where this sync connects from';
  return violation(guard, `${target}: ${cut.text}, ${what}, would no longer be in the list`);
}

/** Additions come before removals, so both have to fit at once. */
function targetSize({ target, capacity, entries, plan }: Step): GuardViolation | undefined {
  const most = entries.length + plan.additions.length;
  if (plan.additions.length === 0 || most <= capacity) return undefined;
  return violation(
    'target-size',
    `${target}: ${entries.length} entries and ${plan.additions.length} more do not fit into ${capacity}`,
  );
}

function overShare(part: number, whole: number, percent: number): boolean {
  return part > 0 && part * 100 > whole * percent;
}

function resultOf({ entries, plan }: Step): Entry[] {
  const removed = new Set(plan.removals.map(({ id }) => id));
  const added = plan.additions.map((range) => ({ id: range, range, ours: true, active: true }));
  return [...entries.filter(({ id }) => !removed.has(id)), ...added];
}

function addressesOf(entries: readonly Entry[]): AddressSet {
  return new AddressSet(
    entries.flatMap(({ range, active }) => (active && range !== null ? [cidr(range)] : [])),
  );
}

function violation(guard: GuardName, reason: string): GuardViolation {
  return { guard, reason, acceptable: true };
}
