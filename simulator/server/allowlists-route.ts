import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Aws } from '../aws/aws.ts';
import type { ListChange } from '../changes.ts';
import type { GitHub } from '../github/github.ts';
import type { Reply } from './reply.ts';

/** The places that hold allowlists, and what was changed in them. */
export interface Allowlists {
  readonly github: GitHub;
  readonly aws: Aws;
  readonly changes: readonly ListChange[];
}

/** Answers for GitHub, WAF and EC2, and says where requests come from; null when the request is for none of them. */
export function allowlistsRoute(
  request: IncomingMessage,
  { github, aws }: Allowlists,
  requests: Map<string, number>,
): Promise<Reply> | Reply | null {
  const [, place = ''] = /^\/(graphql|aws|address)(?:[/?]|$)/.exec(request.url ?? '') ?? [];
  if (place !== '') requests.set(place, (requests.get(place) ?? 0) + 1);
  if (place === 'graphql') return github.answer(request);
  if (place === 'aws') return aws.answer(request);
  if (place !== 'address') return null;
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: `${github.callerAddress}\n` };
}

/** What is in the lists, for other processes. */
export function allowlistsSummary({ github, aws, changes }: Allowlists): unknown {
  return {
    caller_address: github.callerAddress,
    github: [github.organization, github.enterprise].map(({ kind, name, setting, entries }) => ({
      kind,
      name,
      setting,
      entries,
    })),
    ip_sets: aws.ipSets.sets,
    prefix_lists: aws.prefixLists.lists,
    changes,
  };
}

/** Moves the caller, or switches enforcement of GitHub's lists; says what is wrong with the order, or null. */
export function changeAllowlists(
  { github }: Allowlists,
  order: Readonly<Record<string, unknown>>,
): string | null {
  const { caller_address: address, enforced } = order;
  if (address !== undefined && (typeof address !== 'string' || isIP(address) === 0))
    return 'caller_address: must be an IP address';
  if (enforced !== undefined && typeof enforced !== 'boolean') return 'enforced: must be true or false';
  if (typeof address === 'string') github.callerAddress = address;
  if (enforced !== undefined) {
    for (const list of [github.organization, github.enterprise])
      list.setting = enforced ? 'ENABLED' : 'DISABLED';
  }
  return null;
}
