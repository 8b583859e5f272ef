import { hex8, token, uuid } from '../ids.ts';
import { hashText, mix } from '../random.ts';
import { createPerson, type Person } from './person.ts';

export interface CompanyOptions {
  readonly seed: string;
  readonly people: number;
}

/** One invented customer. All its figures follow from `hash`; nothing is kept but the people. */
export interface Company {
  readonly hash: number;
  readonly people: readonly Person[];
  readonly workspaceId: string;
  readonly organizationId: string;
  /** The keys' redacted form, as AUDIT_LOG shows it. */
  readonly analyticsKey: string;
  readonly complianceKey: string;
}

export function createCompany({ seed, people }: CompanyOptions): Company {
  const hash = hashText(seed);
  return {
    hash,
    people: Array.from({ length: people }, (_, index) => createPerson(hash, index)),
    workspaceId: uuid(hash, 1, 1, 1),
    organizationId: `org-${token(mix(hash, 2), 24)}`,
    analyticsKey: `sk-admin-simulated-analytics-${hex8(mix(hash, 3))}${token(mix(hash, 4), 16)}`,
    complianceKey: `sk-admin-simulated-compliance-${hex8(mix(hash, 5))}${token(mix(hash, 6), 16)}`,
  };
}
