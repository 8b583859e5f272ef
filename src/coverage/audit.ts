import type { ReadableLake } from '../lake/lake.ts';
import { DamagedObject } from '../lake/store/object-store.ts';
import { logTypesReader } from '../ledger/log-types.ts';
import type { Stream } from '../sources/stream.ts';
import { knownCoverage, updateCoverages } from './coverage.ts';
import { type Health, healthOf } from './health.ts';

/**
 * Reckons coverage of the streams that should be there from the ledger alone, asking nothing upstream: so a collector that
 * never runs is noticed by whoever still does. Writes coverage where it changed, also by time alone. Says nothing of a stream whose
 * ledger or coverage is damaged.
 */
export async function audit(lake: ReadableLake, streams: readonly Stream[], now: Date): Promise<Health[]> {
  const looks = streams.map((stream) => ({ stream }));
  const found: Health[] = [];
  const tell = async () => {
    const unreadable = await updateCoverages(lake, looks, now);
    const coverageOf = await knownCoverage(lake);
    const logTypesOf = logTypesReader(lake);
    for (const stream of streams.filter((one) => !unreadable.has(one)))
      await unlessDamaged(async () => {
        found.push(await healthOf(lake, stream, coverageOf(stream), logTypesOf, now));
      });
  };
  await unlessDamaged(tell);
  return found;
}

/** Of what is damaged nothing can be said; `auditObjects` names the object. */
async function unlessDamaged(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DamagedObject)) throw error;
  }
}
