import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Repository } from './changes.ts';
import { planOf } from './plan.ts';
import { lastWholeRun, RESULTS } from './results.ts';

/**
 * Says on stderr which long proofs the gate tries whole and which by a share, and prints the plan, which the tests take as
 * `CI_PLAN`. Changed is what differs from `CI_BASE`; else from where HEAD left origin/main; else, for each proof, from the commit it
 * was last tried whole at. `CI_LONG=all` tries all, `CI_SEED` repeats a share.
 */
const { CI_BASE, CI_LONG, CI_SEED } = process.env;
const repository = new Repository(resolve(import.meta.dirname, '../..'));

const results = readFileSync(RESULTS, 'utf8');
const base = repository.base(CI_BASE || undefined);
const seed = seedOf(CI_SEED);
const { plan, reasons } = planOf(
  (proof) => repository.changesSince(base ?? lastWholeRun(proof, results)?.commit),
  seed,
  CI_LONG === 'all',
);
console.error(reasons.join('\n'));
console.error(
  `the same shares again: CI_SEED=${seed} bash .ci/run long; all of it: CI_LONG=all bash .ci/run long`,
);
console.log(JSON.stringify(plan));

/** The number of commits, so that each tries another share; where git knows none, the day. */
function seedOf(given: string | undefined): number {
  if (!given) return repository.commits() ?? Math.floor(Date.now() / 86_400_000);
  if (!/^\d{1,9}$/.test(given))
    throw new Error(`CI_SEED=${given}: is no seed; allowed are whole numbers from 0`);
  return Number(given);
}
