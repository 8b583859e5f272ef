import { AddressSet } from './address-set.ts';
import { type Cidr, cidr } from './cidr.ts';
import type { Desired } from './desired.ts';
import type { GuardName, GuardViolation } from './guard-violation.ts';
import type { Movement } from './movement.ts';
import { guardMovement, guardRemovals } from './movement-guards.ts';
import type { Plan } from './plan.ts';
import type { GuardSettings } from './settings.ts';
import type { Entry } from './target.ts';

export interface Step {
  readonly target: string;
  readonly capacity: number;
  readonly entries: readonly Entry[];
  readonly plan: Plan;
  readonly desired: Desired;
  /** Whether everything that should be there once was. */
  readonly filled: boolean;
  /** Ranges that stood there when last looked at and were taken out since: to put them back lets nobody new in. */
  readonly restored: readonly string[];
  readonly egressAddresses: readonly string[];
  /** Whether the sync shuts itself out when its own address is not in the list. */
  readonly guardsItself: boolean;
}

/** The first guard a step runs into; undefined when it may be taken. */
export function guardStep(step: Step, settings: GuardSettings): GuardViolation | undefined {
  if (step.plan.additions.length + step.plan.removals.length === 0 && !step.guardsItself) return undefined;
  const { target, entries } = step;
  const [before, after] = [addressesOf(entries), addressesOf(resultOf(step))];
  const movement = movementOfStep(step, before, after);
  return (
    ownAddressListed(step, before) ??
    emptyResult(step) ??
    stays('own-address', target, step.egressAddresses, before, after) ??
    stays('pinned', target, settings.pinned, before, after) ??
    targetSize(step) ??
    (step.filled ? guardMovement : guardRemovals)(target, movement, settings)
  );
}

/**
 * What a step takes away and lets in, against what is ours. What is still covered by other entries is not lost, only written
 * otherwise; what a person accepted is not counted again.
 */
function movementOfStep(
  { plan, entries, desired, restored }: Step,
  before: AddressSet,
  after: AddressSet,
): Movement {
  const ours = cidrsOf(entries.filter((entry) => entry.ours));
  const [approved, dropped] = [desired.approved, desired.acceptedGone].map((ranges) => ranges.map(cidr));
  const [approvedSet, droppedSet] = [new AddressSet(approved ?? []), new AddressSet(dropped ?? [])];
  const lost = cidrsOf(plan.removals).filter((range) => !after.covers(range) && !droppedSet.overlaps(range));
  const additions = plan.additions.map(cidr);
  const gained = additions.filter((range) => !before.covers(range) && !approvedSet.overlaps(range));
  const was = new AddressSet(ours);
  const [going, coming] = [new AddressSet(lost), new AddressSet(additions)];
  const known = new AddressSet([...cidrsOf(entries), ...(approved ?? []), ...restored.map(cidr)]);
  const countsOf = (family: 4 | 6) => ({
    before: was.count(family),
    removed: going.countBeyond(after, family),
    added: coming.countBeyond(known, family),
  });
  return {
    entries: { before: ours.length, removed: lost.length, added: gained.length },
    addresses: { 4: countsOf(4), 6: countsOf(6) },
  };
}

export function frozen(): GuardViolation {
  return {
    guard: 'freeze',
    reason: 'allowlists are frozen: `codex-lake ip-ranges freeze --off` lets them follow again',
    acceptable: false,
  };
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

function resultOf({ entries, plan }: Step): Entry[] {
  const removed = new Set(plan.removals.map(({ id }) => id));
  const added = plan.additions.map((range) => ({ id: range, range, ours: true, active: true }));
  return [...entries.filter(({ id }) => !removed.has(id)), ...added];
}

function addressesOf(entries: readonly Entry[]): AddressSet {
  return new AddressSet(cidrsOf(entries));
}

/** Ranges that are let in by some entries. */
function cidrsOf(entries: readonly Entry[]): Cidr[] {
  return entries.flatMap(({ range, active }) => (active && range !== null ? [cidr(range)] : []));
}

function violation(guard: GuardName, reason: string): GuardViolation {
  return { guard, reason, acceptable: true };
}
