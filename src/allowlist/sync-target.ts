import { isStopped } from '../deadline/errors.ts';
import { RateLimitedError, UpstreamError } from '../http/errors.ts';
import type { Clock } from './clock.ts';
import type { Desired } from './desired.ts';
import type { GuardName, GuardViolation } from './guard-violation.ts';
import { guardStep } from './guards.ts';
import { NoEffect } from './no-effect.ts';
import { type Plan, planOf } from './plan.ts';
import type { GuardSettings } from './settings.ts';
import type { Entry, Target } from './target.ts';
import type { TargetRecord } from './target-record.ts';

type Outcome = 'in step' | 'planned' | 'changed' | 'unfinished' | 'stopped' | 'failed';

/** What a sync found, planned and did at one target. */
export interface TargetResult {
  readonly target: string;
  readonly outcome: Outcome;
  /** The guard that stopped it. */
  readonly guard?: GuardName;
  /** Why it stopped, failed or is not finished. */
  readonly reason?: string;
  /** Undefined when the target could not be read. */
  readonly plan?: Plan;
  readonly desired: number;
  readonly inGrace: number;
  readonly entriesBefore: number;
  /** Entries of ours that somebody else had taken out. */
  readonly drifted: number;
  readonly added: number;
  readonly removed: number;
  readonly error?: Error;
}

export interface Order {
  readonly target: Target;
  readonly desired: Desired;
  readonly guards: GuardSettings;
  readonly egressAddresses: readonly string[];
  /** Stops every step when given: the freeze, or a feed that is not to be followed. */
  readonly stopped?: GuardViolation | undefined;
  /** Whether a person let this version of the feeds pass the guards. */
  readonly accepted: boolean;
  readonly dryRun: boolean;
  readonly record: TargetRecord;
  readonly clock: Clock;
}

/** Brings one target into step: looks, plans, asks the guards, adds, looks again, waits, removes, and looks once more. */
export async function syncTarget(order: Order): Promise<TargetResult> {
  const { target, desired } = order;
  const found = { entriesBefore: 0, drifted: 0, plan: undefined as Plan | undefined };
  const done = { added: 0, removed: 0 };
  const end = (outcome: Outcome, rest: Partial<TargetResult> = {}): TargetResult => ({
    target: target.name,
    outcome,
    desired: desired.ranges.length,
    inGrace: desired.inGrace.length,
    entriesBefore: found.entriesBefore,
    drifted: found.drifted,
    ...done,
    ...(found.plan && { plan: found.plan }),
    ...rest,
  });
  const wanted = { ranges: desired.ranges, families: target.families, merge: target.merge };
  const plan = async () => {
    const { entries } = await target.read(order.record);
    const planned = planOf(wanted, entries);
    return { entries, planned, violation: order.stopped ?? check(order, entries, planned) };
  };
  try {
    const first = await plan();
    found.entriesBefore = first.entries.length;
    found.plan = first.planned;
    found.drifted = order.record.missing(first.entries, first.planned).length;
    if (first.violation !== undefined) return end('stopped', stoppedBy(first.violation));
    const nothingToDo = first.planned.additions.length + first.planned.removals.length === 0;
    if (order.dryRun) return end(nothingToDo ? 'in step' : 'planned');

    // What a killed sync did, and what others did since, is told before anything else is done.
    await order.record.tell(first.entries, first.planned, false);
    const second = await addMissing(order, first, plan);
    done.added = first.planned.additions.length;
    if (second.violation !== undefined) return end('stopped', stoppedBy(second.violation));
    const left = second.planned.removals;
    if (left.length === 0) {
      await order.record.tell(second.entries, second.planned, true);
      return end(nothingToDo ? 'in step' : 'changed');
    }
    const toHold = target.propagationMs - order.record.sinceAdded;
    if (toHold > 0) await order.clock.wait(toHold);
    await target.remove(left);
    const third = await plan();
    const gone = new Set(left.map(({ id }) => id));
    const stay = third.entries.filter(({ id }) => gone.has(id));
    done.removed = left.length - stay.length;
    await order.record.tell(third.entries, third.planned, true);
    if (stay.length > 0)
      return end('unfinished', {
        reason: `${stay.length} removals are not seen yet; the next sync looks again`,
      });
    return end('changed');
  } catch (error) {
    if (isStopped(error) || error instanceof RateLimitedError) {
      const seen = found.plan && !order.dryRun ? await lookBack(order, found.plan) : undefined;
      done.added = found.plan?.additions.filter((range) => seen?.has(range)).length ?? 0;
      return end('unfinished', { reason: `${error.message}; the next sync goes on` });
    }
    if (error instanceof UpstreamError) return end('failed', { reason: error.message, error });
    throw error; // a fault of ours, without a consequence that is known
  }
}

interface Look {
  readonly entries: readonly Entry[];
  readonly planned: Plan;
  readonly violation: GuardViolation | undefined;
}

/** Adds what is missing, and looks again. What is not there then was refused, or taken out at once: neither can be removed on top of. */
async function addMissing(order: Order, first: Look, look: () => Promise<Look>): Promise<Look> {
  const { additions } = first.planned;
  if (additions.length === 0) return first;
  await order.target.add(additions, order.record);
  const second = await look();
  const missing = second.planned.additions.length;
  await order.record.tell(second.entries, second.planned, missing === 0);
  if (missing > 0)
    throw new NoEffect(
      `${order.target.name}: ${missing} entries are not there after they were added, such as ${second.planned.additions[0]}`,
    );
  return second;
}

function check(order: Order, entries: readonly Entry[], plan: Plan): GuardViolation | undefined {
  const { target, desired, egressAddresses } = order;
  const violation = guardStep(
    {
      target: target.name,
      capacity: target.capacity,
      entries,
      plan,
      desired,
      filled: order.record.filled,
      restored: order.record.missing(entries, plan),
      egressAddresses,
      guardsItself: target.guardsItself,
    },
    order.guards,
  );
  return violation?.acceptable && order.accepted ? undefined : violation;
}

function stoppedBy({ guard, reason }: GuardViolation): Partial<TargetResult> {
  return { guard, reason };
}

/** The ranges there are, when there is still time to look; what was done so far is told. */
async function lookBack(order: Order, plan: Plan): Promise<Set<string | null> | undefined> {
  try {
    const { entries } = await order.target.read(order.record);
    await order.record.tell(entries, plan, false);
    return new Set(entries.map(({ range }) => range));
  } catch (error) {
    if (error instanceof UpstreamError || isStopped(error)) return undefined;
    throw error;
  }
}
