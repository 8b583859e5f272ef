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
  const found: Health[] = [];
  const logTypesOf = logTypesReader(lake);
  const looks = streams.map((stream) => ({ stream }));
  const unreadable = await updateCoverages(lake, looks, now);
  for (const stream of streams.filter((one) => !unreadable.has(one))) {
    try {
      const days = await knownCoverage(lake, stream);
      found.push(await healthOf(lake, stream, days, logTypesOf, now));
    } catch (error) {
      // Nothing can be said of this stream; `auditObjects` names the object, and the others are told of.
      if (!(error instanceof DamagedObject)) throw error;
    }
  }
  return found;
}
