import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { Repository } from './changes.ts';
import { LONG_PROOFS, type ProofName } from './long-proofs.ts';
import { isTriedWhole } from './share.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** What docs/reliability.md is made of (`npm run reliability`). */
export const RESULTS = join(import.meta.dirname, 'results.jsonl');

const RunAt = {
  /** What was checked out. */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** UTC day. */
  date: z.iso.date(),
  /** Whether files differed from the commit. */
  changed: z.boolean().optional(),
};
/** A law broken on purpose, and whether its test noticed. */
const Mutant = z.object({ proof: z.literal('mutation'), what: z.string(), caught: z.boolean(), ...RunAt });
const Proven = z.object({ proof: z.enum(LONG_PROOFS.map(({ name }) => name)), result: z.string(), ...RunAt });
/** Something done to the product on purpose, how often, and how often it held. */
const Attack = z.object({
  proof: z.literal('attack'),
  what: z.string(),
  tried: z.number(),
  held: z.number(),
  ...RunAt,
});
const Result = z.union([Mutant, Proven, Attack]);
export type Mutant = z.infer<typeof Mutant>;
export type Proven = z.infer<typeof Proven>;
export type Attack = z.infer<typeof Attack>;

/** Prints what a proof tried. What one tried whole is kept, where `CODEX_LAKE_RESULTS` names a file to add it to. */
export function noteResult(proof: ProofName, result: string): void {
  console.log(`${proof}: ${result}`);
  if (isTriedWhole(proof)) keepResult({ proof, result });
}

/** Prints how an attack went, and keeps it where `CODEX_LAKE_RESULTS` names a file. */
export function noteAttack(what: string, tried: number, held: number): void {
  console.log(`attack: ${what}: ${held} of ${tried} held`);
  keepResult({ proof: 'attack', what, tried, held });
}

/** Adds to the file that `CODEX_LAKE_RESULTS` names, if any, with the commit and day. */
export function keepResult(
  result:
    | Pick<Mutant, 'proof' | 'what' | 'caught'>
    | Pick<Proven, 'proof' | 'result'>
    | Pick<Attack, 'proof' | 'what' | 'tried' | 'held'>,
): void {
  const file = process.env.CODEX_LAKE_RESULTS;
  if (!file) return;
  const repository = new Repository(ROOT);
  const commit = repository.head();
  if (commit === undefined)
    throw new Error(`${file}: a result is kept with its commit, and git knows none here`);
  const changed = repository.isChanged('test/proofs/results.jsonl');
  const date = new Date().toISOString().slice(0, 10);
  appendFileSync(file, `${JSON.stringify({ ...result, commit, date, ...(changed && { changed }) })}\n`);
}

/** The latest result of each mutant, and of each thing each proof tried: what was tried where stands before the first colon. */
export function latestResults(lines: string): {
  readonly mutants: ReadonlyMap<string, Mutant>;
  readonly proven: ReadonlyMap<ProofName, readonly Proven[]>;
  readonly attacks: ReadonlyMap<string, Attack>;
} {
  const mutants = new Map<string, Mutant>();
  const proven = new Map<ProofName, Map<string, Proven>>();
  const attacks = new Map<string, Attack>();
  for (const line of lines.split('\n').filter(Boolean)) {
    const result = Result.parse(JSON.parse(line));
    if (result.proof === 'mutation') mutants.set(result.what, result);
    else if (result.proof === 'attack') attacks.set(result.what, result);
    else {
      const of = proven.get(result.proof) ?? new Map<string, Proven>();
      // A result without a colon is of all that the proof tries.
      const tried = /^(.*?):/.exec(result.result)?.[1] ?? '';
      // So that they are in order of time.
      of.delete(tried);
      proven.set(result.proof, of.set(tried, result));
    }
  }
  return { mutants, attacks, proven: new Map([...proven].map(([proof, of]) => [proof, [...of.values()]])) };
}

/** A proof's last run that tried everything: the first of its parts, where these were run at several commits. */
export function lastWholeRun(proof: ProofName, lines: string): Proven | undefined {
  return latestResults(lines).proven.get(proof)?.[0];
}
