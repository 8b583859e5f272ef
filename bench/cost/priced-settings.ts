import { synthesize } from '../../test/lib/stack.ts';
import { type Resources, resourcesOf } from './resources.ts';

/** Settings of which the bill depends, and what each is set to; all others are at their defaults. */
const SETTINGS: Readonly<Record<string, object>> = {
  'deployment.dashboard': { deployment: { dashboard: true } },
  'deployment.traces': { deployment: { traces: true } },
  'allowlist.targets': { allowlist: { targets: [{ kind: 'files' }] } },
};

export interface PricedResources {
  readonly byDefault: Resources;
  /** What there is with one of the settings, by its path. */
  readonly bySetting: ReadonlyMap<string, Resources>;
}

/** Counts in the template of a stack with default settings, and in one for each setting that costs. */
export async function pricedResources(): Promise<PricedResources> {
  const of = async (settings: object) => resourcesOf((await synthesize({ ...settings })).template);
  const bySetting = new Map<string, Resources>();
  for (const [path, settings] of Object.entries(SETTINGS)) bySetting.set(path, await of(settings));
  return { byDefault: await of({}), bySetting };
}
