/** A proof that takes minutes, and whose code, when it changes, asks for all of it. */
interface LongProof {
  readonly name: string;
  /** Its tests, run by `npm run test:long`. */
  readonly file: string;
  /** Folders and files it holds to their promise, and what it is made of, besides its own folder's files named below. */
  readonly covers: readonly string[];
}

/** A pull, from what upstream has to what coverage says. */
const PULL = [
  'src/coverage',
  'src/deadline',
  'src/ingest',
  'src/lake',
  'src/ledger',
  'layers/duckdb',
  'test/harness',
];
const ALLOWLIST = [
  'src/allowlist',
  'simulator/aws',
  'simulator/github',
  'simulator/ranges',
  'test/allowlist/allowlist-fixture.ts',
];

/**
 * Every long proof. The gate tries all of one whose code a change touches, and of the others a share that rotates (`plan.ts`);
 * a test compares this list with the files there are.
 */
export const LONG_PROOFS = [
  {
    name: 'crash matrix',
    file: 'test/proofs/crash.long.test.ts',
    covers: [
      ...PULL,
      'test/proofs/crash-matrix.ts',
      'test/proofs/crash-point.ts',
      'test/proofs/pull-and-die.ts',
      'test/proofs/two-days.ts',
    ],
  },
  {
    name: 'full disk matrix',
    file: 'test/proofs/full-disk.long.test.ts',
    covers: [
      ...PULL,
      'src/cli/failure-message.ts',
      'test/proofs/full-disk-matrix.ts',
      'test/proofs/two-days.ts',
    ],
  },
  {
    name: 'race matrix',
    file: 'test/proofs/race.long.test.ts',
    covers: [...PULL, 'test/proofs/race-matrix.ts'],
  },
  {
    name: 'fault matrix',
    file: 'test/proofs/fault-pairs.long.test.ts',
    covers: [...PULL, 'src/http', 'src/sources', 'simulator', 'test/proofs/fault-matrix.ts'],
  },
  {
    name: 'simulated year',
    file: 'test/proofs/year.long.test.ts',
    covers: [...PULL, 'src/sources', 'test/proofs/year.ts'],
  },
  {
    name: 'no growth',
    file: 'test/proofs/year.long.test.ts',
    covers: [...PULL, 'src/sources'],
  },
  {
    name: 'damage matrix',
    file: 'test/repair/damage.long.test.ts',
    covers: [...PULL, 'src/repair', 'test/repair/damage-matrix.ts'],
  },
  {
    name: 'allowlist crashes',
    file: 'test/allowlist/crash.long.test.ts',
    covers: [
      ...ALLOWLIST,
      'test/allowlist/crash.ts',
      'test/allowlist/dying-store.ts',
      'test/allowlist/line.ts',
    ],
  },
  {
    name: 'allowlist replay',
    file: 'test/allowlist/replay.long.test.ts',
    covers: [...ALLOWLIST, 'test/allowlist/replay.ts'],
  },
] as const satisfies readonly LongProof[];

export type ProofName = (typeof LONG_PROOFS)[number]['name'];
