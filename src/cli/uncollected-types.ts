import type { Config } from '../config/config.ts';
import { openLakeToRead } from '../lake/lake.ts';
import { DamagedObject } from '../lake/store/object-store.ts';
import { openStore } from '../lake/store/open-store.ts';
import { readLogTypes } from '../ledger/log-types.ts';

/** A log type that upstream lets the key list and nobody collects. */
export interface UncollectedType {
  readonly scopeId: string;
  readonly logType: string;
}

/** Those of the scopes that are configured, as of the last time upstream was asked; nothing is asked now. */
export async function uncollectedTypes(
  config: Config,
  tellDamage: (message: string) => void,
): Promise<UncollectedType[]> {
  const lake = await openLakeToRead(await openStore(config.lake));
  try {
    const found: UncollectedType[] = [];
    for (const scopeId of [...config.workspaces, ...config.organizations]) {
      const types = await readLogTypes(lake, scopeId);
      for (const { logType, isListable, isCollected } of types.values())
        if (isListable && !isCollected) found.push({ scopeId, logType });
    }
    return found;
  } catch (error) {
    if (!(error instanceof DamagedObject)) throw error;
    tellDamage(error.message);
    return [];
  } finally {
    await lake.close();
  }
}
