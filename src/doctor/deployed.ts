import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ConfigurationError } from '../config/configuration-error.ts';
import { KEYS } from '../config/keys.ts';
import { withSettingsObject } from '../config/read-settings-object.ts';
import { keysInSecrets } from '../config/secret-keys.ts';
import { SETTINGS_OBJECT } from '../config/settings-object.ts';

/** What a deployed stack tells of itself. */
export interface Deployed {
  readonly stack: string;
  readonly lake: string;
  readonly database: string;
  readonly workgroup: string;
  /** The address functions go out by, where the stack made one for them. */
  readonly egressAddress?: string;
}

/** Where a stack has what. Throws `ConfigurationError` when there is no such stack, or it is none of ours. */
export async function readDeployed(client: CloudFormationClient, stack: string): Promise<Deployed> {
  const hint = 'name it with --stack, and check the account and region of your AWS profile';
  const { Stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ValidationError')
        throw new ConfigurationError(`stack ${stack}: not there; ${hint}`);
      throw error;
    });
  const outputIfAny = (name: string) =>
    Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const output = (name: string) => {
    const value = outputIfAny(name);
    if (value === undefined) throw new ConfigurationError(`stack ${stack}: has no output ${name}; ${hint}`);
    return value;
  };
  const egressAddress = outputIfAny('EgressAddress');
  return {
    stack,
    ...(egressAddress !== undefined && { egressAddress }),
    lake: output('LakeLocation'),
    database: output('DatabaseName'),
    workgroup: output('WorkgroupName'),
  };
}

/** The settings its functions run with, as variables; none when it has no function that reads settings. */
export async function deployedEnvironment(
  cloudFormation: CloudFormationClient,
  lambda: LambdaClient,
  stack: string,
): Promise<Readonly<Record<string, string | undefined>>> {
  for await (const { name } of functionsOf(cloudFormation, stack)) {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    const { Variables = {} } = Environment ?? {};
    if (Variables.CODEX_LAKE_STACK !== stack) continue;
    if (Variables.CODEX_LAKE_API_BASE || Variables[SETTINGS_OBJECT.location])
      return withSettingsObject(Variables);
  }
  return {};
}

/** A function of a stack. */
export interface DeployedFunction {
  /** As the template calls it. */
  readonly logicalId: string;
  readonly name: string;
}

/** The functions of a stack, page by page, as far as they are asked for. */
export async function* functionsOf(
  client: CloudFormationClient,
  StackName: string,
): AsyncIterable<DeployedFunction> {
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries)
      if (ResourceType === 'AWS::Lambda::Function')
        yield { logicalId: LogicalResourceId, name: PhysicalResourceId };
}

/** The keys in its secrets, by setting; those that are still placeholders are left out. */
export function deployedKeys(client: SecretsManagerClient, stack: string): Promise<Record<string, string>> {
  return keysInSecrets(
    client,
    Object.fromEntries(Object.keys(KEYS).map((name) => [name, `${stack}/${name}-key`])),
  );
}
