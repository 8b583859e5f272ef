import fc, { type IAsyncProperty } from 'fast-check';

/** `CODEX_LAKE_FUZZ_SEED` draws other values, `CODEX_LAKE_FUZZ_RUNS` more of them: of each kind of source so many upstreams. */
const SEED = Number(process.env.CODEX_LAKE_FUZZ_SEED ?? 20_261_125);
const RUNS = Number(process.env.CODEX_LAKE_FUZZ_RUNS ?? 25);

/** A counterexample is made smaller for so long. */
const SHRINK_MS = 30_000;

/** Holds what is drawn to a property, and says which seed to give for the same again. */
export async function fuzz<T>(what: string, property: IAsyncProperty<T>): Promise<void> {
  const started = performance.now();
  console.log(`fuzz ${what}: CODEX_LAKE_FUZZ_SEED=${SEED}, ${RUNS} runs`);
  await fc.assert(property, {
    seed: SEED,
    numRuns: RUNS,
    endOnFailure: false,
    interruptAfterTimeLimit: SHRINK_MS + RUNS * 2000,
    markInterruptAsFailure: true,
  });
  console.log(`fuzz ${what}: held, ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
