import { type AuditScope, auditObjects, type Damage } from '../coverage/damage/audit-objects.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { checkObjects } from './check-objects.ts';

export interface DamageSearch extends Pick<AuditScope, 'rawDays'> {
  /** Read every byte, instead of what is new or changed since it was last listed. @default false */
  readonly deep?: boolean;
  readonly progress?: (done: number, all: number) => void;
}

/** Every object of the lake that is not what was written: by listing, and where asked to by reading all of them. By key. */
export async function findDamage(
  lake: ReadableLake,
  now: Date,
  { deep = false, progress, ...scope }: DamageSearch = {},
): Promise<Damage[]> {
  const listed = await auditObjects(lake, now, { ...scope, whole: true });
  const read = deep ? await checkObjects(lake, {}, progress) : [];
  const byKey = new Map([...listed, ...read].map((damage) => [damage.key, damage]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
