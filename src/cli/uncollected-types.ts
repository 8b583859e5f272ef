import type { Config } from '../config/config.ts';
import { DamagedObject } from '../lake/store/object-store.ts';
import type { LogTypesOf } from '../ledger/log-types.ts';

/** A log type that upstream lets the key list and nobody collects. */
export interface UncollectedType {
  readonly scopeId: string;
  readonly logType: string;
}

/** Those of the scopes that are configured, as of the last time upstream was asked; nothing is asked now. */
export async function uncollectedTypes(
  logTypesOf: LogTypesOf,
  config: Config,
  tellDamage: (message: string) => void,
): Promise<UncollectedType[]> {
  const found: UncollectedType[] = [];
  try {
    for (const scopeId of [...config.workspaces, ...config.organizations])
      for (const { logType, isListable, isCollected } of (await logTypesOf(scopeId)).values())
        if (isListable && !isCollected) found.push({ scopeId, logType });
    return found;
  } catch (error) {
    if (!(error instanceof DamagedObject)) throw error;
    tellDamage(error.message);
    return [];
  }
}
