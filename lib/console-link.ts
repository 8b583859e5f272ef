import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Where the console of a partition is. */
const HOSTS: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** A page of the AWS console in the region of the stack; `path` is what follows the host, its region left out. */
export function consoleLink(construct: Construct, service: string, fragment: string): string {
  const { partition, region } = Stack.of(construct);
  const host = HOSTS[partition] ?? 'console.aws.amazon.com';
  return `https://${region}.${host}/${service}/home?region=${region}#${fragment}`;
}
