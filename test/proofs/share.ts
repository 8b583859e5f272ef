import { createHash } from 'node:crypto';
import type { ProofName } from './long-proofs.ts';
import { Plan, SHARES } from './plan.ts';

/** As `plan-long.ts` printed it; without it, as in `npm run test:long`, everything is tried. */
const PLAN = process.env.CI_PLAN ? Plan.parse(JSON.parse(process.env.CI_PLAN)) : undefined;

export function isTriedWhole(proof: ProofName): boolean {
  return PLAN === undefined || PLAN.whole.includes(proof);
}

/** The cases of a proof that are tried in this run: all, or the share that the plan's seed chooses. */
export function casesToTry<T>(proof: ProofName, cases: readonly T[]): readonly T[] {
  return PLAN === undefined || isTriedWhole(proof) ? cases : shareOf(proof, cases, PLAN.seed);
}

/** Whether a proof that is one case is not tried in this run. */
export function isLeftOut(proof: ProofName): boolean {
  return casesToTry(proof, [proof]).length === 0;
}

/**
 * One case in `SHARES`, in the order they are in. As many seeds in a row, begun anywhere within a round of shares, try others each
 * time, and a round tries each case once; the next round is dealt anew, so that no two cases always go together. Proofs begin
 * their rounds at different seeds, so that those of few cases do not all come at once.
 */
export function shareOf<T>(proof: string, cases: readonly T[], seed: number): T[] {
  const turn = seed + (numberOf(proof) % SHARES);
  const round = Math.floor(turn / SHARES);
  const dealt = cases
    .map((_, index) => ({ index, by: numberOf(`${proof} ${round} ${index}`) }))
    .sort((one, other) => one.by - other.by || one.index - other.index);
  const share = new Set(
    dealt.filter((_, place) => place % SHARES === turn % SHARES).map(({ index }) => index),
  );
  return cases.filter((_, index) => share.has(index));
}

function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}
