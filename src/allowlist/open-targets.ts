import { WAFV2Client } from '@aws-sdk/client-wafv2';
import { awsRequestHandler } from '../http/proxy.ts';
import type { ObjectStore } from '../lake/store/object-store.ts';
import type { TargetSettings, WafSettings } from './settings.ts';
import type { Target, TargetPorts } from './target.ts';
import { filesTarget } from './targets/files-target.ts';
import type { GitHubAccess } from './targets/github-client.ts';
import { githubTarget } from './targets/github-target.ts';
import { wafTarget } from './targets/waf-target.ts';

/** What targets are reached with; region, credentials and endpoints of AWS come from the environment. */
export interface TargetAccess {
  readonly github: GitHubAccess;
  readonly store: ObjectStore;
}

/** How long a call to AWS may take, milliseconds; by default it may take for ever. */
const AWS_TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000 };

/** The targets of a setting: one, or one for each family of addresses. */
export async function openTargets(
  settings: TargetSettings,
  { github, store }: TargetAccess,
  ports: TargetPorts,
): Promise<Target[]> {
  switch (settings.kind) {
    case 'github':
      return [githubTarget(settings, github, ports)];
    case 'files':
      return [filesTarget(settings, store, ports)];
    case 'waf':
      return wafTargets(settings, ports);
    case 'prefix-list': {
      // Its client is larger than all else together: loaded only by who has such a list.
      const { prefixListTargets } = await import('./targets/prefix-list-targets.ts');
      return prefixListTargets(settings, clientOf(settings.region), ports);
    }
  }
}

function wafTargets(settings: WafSettings, ports: TargetPorts): Target[] {
  // Sets of CloudFront are kept in one Region, wherever the rest is.
  const region = settings.scope === 'CLOUDFRONT' ? 'us-east-1' : settings.region;
  const client = new WAFV2Client(clientOf(region));
  return [
    ...(settings.ipv4 ? [wafTarget(settings, 4, settings.ipv4, client, ports)] : []),
    ...(settings.ipv6 ? [wafTarget(settings, 6, settings.ipv6, client, ports)] : []),
  ];
}

function clientOf(region: string | undefined) {
  return { requestHandler: { ...awsRequestHandler(), ...AWS_TIMEOUTS }, ...(region && { region }) };
}
