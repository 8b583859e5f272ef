import { CfnElement, Stack, Token, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** Leaves one finding of cdk-nag at one construct, for a reason somebody could argue with. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** Leaves a wildcard at the end of a resource, such as all objects of a bucket. */
export function acknowledgeWildcard(
  construct: IConstruct,
  resource: IConstruct,
  tail: string,
  reason: string,
): void {
  const { defaultChild } = resource.node;
  // A resource that was there before the stack has no element of a template.
  const shown =
    defaultChild !== undefined && CfnElement.isCfnElement(defaultChild)
      ? `<${Stack.of(resource).getLogicalId(defaultChild)}.Arn>`
      : resource instanceof s3.BucketBase
        ? `arn:${partitionInFindings(resource)}:s3:::${resource.bucketName}`
        : '';
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${shown}${tail}]`, reason);
}

function partitionInFindings(construct: IConstruct): string {
  const { partition } = Stack.of(construct);
  return Token.isUnresolved(partition) ? '<AWS::Partition>' : partition;
}

/** An ARN of the stack's own account and region, as cdk-nag writes it: with names where these are known only when it is deployed. */
export function arnInFindings(construct: IConstruct, service: string, resource: string): string {
  const { partition, region, account } = Stack.of(construct);
  const shown = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  return `arn:${shown(partition, 'Partition')}:${service}:${shown(region, 'Region')}:${shown(account, 'AccountId')}:${resource}`;
}
