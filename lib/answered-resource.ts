import { CfnResource, CustomResource, type Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface AnsweredResourceProps {
  /** Tells CloudFormation when it is done. */
  readonly fn: IFunction;
  /** By itself CloudFormation would wait an hour for an answer that got lost, at create, update and delete each. */
  readonly within: Duration;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A custom resource that a function of ours answers. */
export function answeredResource(
  scope: Construct,
  id: string,
  { fn, within, properties }: AnsweredResourceProps,
): CustomResource {
  const resource = new CustomResource(scope, id, { serviceToken: fn.functionArn, properties });
  const { defaultChild } = resource.node;
  // The construct's own property is written as a text, where CloudFormation asks for a number.
  if (defaultChild instanceof CfnResource)
    defaultChild.addPropertyOverride('ServiceTimeout', within.toSeconds());
  // Not before the function may do what it is asked to.
  if (fn.role !== undefined) resource.node.addDependency(fn.role);
  return resource;
}
