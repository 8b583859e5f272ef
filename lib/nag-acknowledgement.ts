import { type CfnElement, Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Leaves one finding of cdk-nag at one construct, for a reason somebody could argue with. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** Leaves a wildcard at the end of a resource, such as all objects of a bucket. */
export function waiveWildcard(
  construct: IConstruct,
  resource: IConstruct,
  tail: string,
  reason: string,
): void {
  const logicalId = Stack.of(resource).getLogicalId(resource.node.defaultChild as CfnElement);
  acknowledge(construct, `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>${tail}]`, reason);
}

/** An ARN of the stack's own account and region, as cdk-nag writes it: with names where these are known only when it is deployed. */
export function arnInFindings(construct: IConstruct, service: string, resource: string): string {
  const { partition, region, account } = Stack.of(construct);
  const shown = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  return `arn:${shown(partition, 'Partition')}:${service}:${shown(region, 'Region')}:${shown(account, 'AccountId')}:${resource}`;
}
