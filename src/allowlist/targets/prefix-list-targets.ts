import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { PrefixListSettings } from '../settings.ts';
import type { Target, TargetPorts } from '../target.ts';
import { prefixListTarget } from './prefix-list-target.ts';

/** The targets of a setting of prefix lists: one for each family of addresses. */
export function prefixListTargets(
  settings: PrefixListSettings,
  access: EC2ClientConfig,
  ports: TargetPorts,
): Target[] {
  const client = new EC2Client(access);
  return [
    ...(settings.ipv4.length > 0 ? [prefixListTarget(settings, 4, settings.ipv4, client, ports)] : []),
    ...(settings.ipv6.length > 0 ? [prefixListTarget(settings, 6, settings.ipv6, client, ports)] : []),
  ];
}
