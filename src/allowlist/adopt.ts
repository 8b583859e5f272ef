import { openTargets } from './open-targets.ts';
import type { SyncContext } from './sync-context.ts';
import type { Entry } from './target.ts';
import { TargetRecord } from './target-record.ts';

/** What carries our label in a list and is not on record as ours. */
export interface Adoptable {
  readonly target: string;
  readonly entries: readonly Entry[];
}

/**
 * Finds entries that carry our label although nothing on record says that we put them, as after the record was lost; in mode
 * `apply` puts them on record, so that the next sync keeps them in step. Of a list without labels (WAF) there are none.
 */
export async function adoptEntries(sync: SyncContext, only?: string): Promise<readonly Adoptable[]> {
  const { clock, lake } = sync;
  const found: Adoptable[] = [];
  for (const settings of sync.settings.targets) {
    const opened = await openTargets(
      settings,
      { github: sync.github, store: lake.store },
      { clock, report: (progress) => sync.report(settings.kind, progress) },
    );
    for (const target of opened.filter(({ name }) => only === undefined || name === only)) {
      const record = await TargetRecord.open({ lake, syncId: sync.id, feedVersion: '', clock }, target);
      const { entries } = await target.read(record);
      const adoptable = entries.filter(({ ours, labelled }) => labelled === true && !ours);
      if (sync.mode === 'apply' && adoptable.length > 0) await record.adopt(adoptable);
      found.push({ target: target.name, entries: adoptable });
    }
  }
  return found;
}
