import { Stack } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { WafSettings } from '../src/allowlist/settings.ts';

export interface WafIpSetsProps {
  readonly settings: WafSettings;
}

/** IP sets of the stack's own, one for each family; empty here, and from then on the allowlist sync's. */
export class WafIpSets extends Construct {
  /** The settings with the sets that were made. */
  readonly settings: WafSettings;

  constructor(scope: Construct, id: string, { settings: { name: label, ...settings } }: WafIpSetsProps) {
    super(scope, id);
    const prefix = [Stack.of(this).stackName, 'egress', ...(label === undefined ? [] : [label])].join('-');
    const make = (family: 'ipv4' | 'ipv6') => {
      const name = `${prefix}-${family}`;
      const set = new wafv2.CfnIPSet(this, family, {
        name,
        description: 'Egress ranges OpenAI publishes, kept by Codex Lake',
        scope: 'REGIONAL',
        ipAddressVersion: family === 'ipv4' ? 'IPV4' : 'IPV6',
        // CloudFormation wants a list, and sends it with every change of the set, be it of a tag: so nothing here ever changes, tags
        // of the company's are left off, and a test holds all of it.
        addresses: [],
      });
      return { name, id: set.attrId };
    };
    this.settings = { ...settings, create: false, ipv4: make('ipv4'), ipv6: make('ipv6') };
  }
}
