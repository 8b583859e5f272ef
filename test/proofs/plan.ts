import * as z from 'zod';
import { LONG_PROOFS, type ProofName } from './long-proofs.ts';

/** Which of the long proofs are tried whole; of the others a share is. */
export const Plan = z.object({
  /** Whole numbers in a row choose one share after the other. */
  seed: z.number().int().nonnegative(),
  whole: z.array(z.string()),
});
export type Plan = z.infer<typeof Plan>;

/** What changed since a commit, or why that cannot be told. */
export type Changes =
  | { readonly since: string; readonly files: readonly string[] }
  | { readonly unknown: string };

/** Of a proof that is not tried whole, one case in so many is; so many seeds in a row try them all. */
export const SHARES = 8;

/**
 * Plans a run: a proof is tried whole when a file that it covers changed, and each is when `everything` is asked for. `reasons`
 * has a line for each proof, for people.
 */
export function planOf(
  changesOf: (proof: ProofName) => Changes,
  seed: number,
  everything: boolean,
): { readonly plan: Plan; readonly reasons: readonly string[] } {
  const decided = LONG_PROOFS.map(({ name, file, covers }) => ({
    name,
    ...(everything ? { whole: true, why: 'CI_LONG=all' } : decide([file, ...covers], changesOf(name))),
  }));
  return {
    plan: { seed, whole: decided.filter(({ whole }) => whole).map(({ name }) => name) },
    reasons: decided.map(
      ({ name, whole, why }) => `${name.padEnd(17)} ${(whole ? 'whole' : `1/${SHARES}`).padEnd(5)}  ${why}`,
    ),
  };
}

function decide(
  covers: readonly string[],
  changes: Changes,
): { readonly whole: boolean; readonly why: string } {
  if ('unknown' in changes) return { whole: false, why: changes.unknown };
  const touched = changes.files.filter((file) =>
    covers.some((path) => file === path || file.startsWith(`${path}/`)),
  );
  const [first, ...others] = touched;
  if (first === undefined) return { whole: false, why: `nothing it covers changed since ${changes.since}` };
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return { whole: true, why: `${first}${more} changed since ${changes.since}` };
}
