import fc, { type IAsyncProperty } from 'fast-check';

/** `CODEX_LAKE_FUZZ_SEED` draws other values, `CODEX_LAKE_FUZZ_RUNS` more of them: of each kind of source so many upstreams. */
const SEED = Number(process.env.CODEX_LAKE_FUZZ_SEED ?? 20_261_125);
const RUNS = Number(process.env.CODEX_LAKE_FUZZ_RUNS ?? 12);

/** `CODEX_LAKE_FUZZ_SHRINK=1` makes a counterexample smaller, which takes minutes. */
const SHRINKS = process.env.CODEX_LAKE_FUZZ_SHRINK === '1';

/** Holds what is drawn to a property, and says which seed to give for the same again. */
export async function fuzz<T>(what: string, property: IAsyncProperty<T>): Promise<void> {
  const started = performance.now();
  console.log(`fuzz ${what}: CODEX_LAKE_FUZZ_SEED=${SEED} CODEX_LAKE_FUZZ_RUNS=${RUNS}`);
  await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: !SHRINKS });
  console.log(`fuzz ${what}: held, ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** How long a test may take: what hangs is found, what is slow is not. */
export const FUZZ_MS = 180_000 + RUNS * 30_000;
