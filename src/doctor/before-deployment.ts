import type { AthenaClient } from '@aws-sdk/client-athena';
import { GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { GetDatabaseCommand, type GlueClient } from '@aws-sdk/client-glue';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../config/config.ts';
import { databaseName } from '../config/database-name.ts';
import type { NetworkSettings } from '../config/deployment.ts';
import { KEYS } from '../config/keys.ts';
import { checkQuotas } from './check-quotas.ts';
import { type Finding, finding, ok, problem, warning } from './finding.ts';

/** Clients of the account that is to be deployed to; only read with. */
export interface Account {
  readonly cloudFormation: CloudFormationClient;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
  /** Asked where `deployment.network` is set. */
  readonly ec2: () => Promise<EC2Client>;
}

/** Version of the bootstrap from which assets are published as this CDK does. */
const BOOTSTRAP = { stack: 'CDKToolkit', version: 6 };
/** States in which a stack takes no deployment until somebody helps it. */
const STUCK = /(_IN_PROGRESS|UPDATE_ROLLBACK_FAILED|DELETE_FAILED)$/;

/** What would stop a deployment of these settings in this account, as far as reading tells. */
export async function beforeDeployment(config: Config, account: Account): Promise<readonly Finding[]> {
  const { stackName, existing, network } = config.deployment;
  const may = 'let the profile read CloudFormation, Athena, Glue, Secrets Manager and Lambda';
  const stack = await stackNamed(account.cloudFormation, stackName).catch(() => undefined);
  return [
    ...(await finding('stack', may, () => checkStack(account, stackName))),
    ...(await finding('bootstrap', may, () => checkBootstrap(config, account))),
    ...(stack === undefined ? await namesTaken(config, account, may) : []),
    ...(existing === undefined
      ? []
      : await finding('existing lake', may, () => checkExisting(existing.bucket, account))),
    ...(await finding('Lake Formation', may, () => checkLakeFormation(account))),
    ...(await checkQuotas(account.lambda)),
    ...(network === undefined ? [] : await checkNetworkOf(account, network, stack === undefined)),
    checkMail(config),
  ];
}

async function checkNetworkOf(account: Account, network: NetworkSettings, isNew: boolean) {
  const { checkDeployedNetwork } = await import('./check-deployed-network.ts');
  return checkDeployedNetwork(await account.ec2(), network, isNew);
}

async function stackNamed(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

async function checkStack({ cloudFormation }: Account, name: string): Promise<Finding> {
  const status = (await stackNamed(cloudFormation, name))?.StackStatus;
  if (status === undefined) return ok('stack', `${name}: not there yet; it will be made`);
  if (STUCK.test(status))
    return problem(
      'stack',
      `${name}: ${status}`,
      'wait for its end, or continue its rollback in the CloudFormation console',
    );
  return ok('stack', `${name}: ${status}; it will be ${/^ROLLBACK_/.test(status) ? 'made anew' : 'updated'}`);
}

async function checkBootstrap({ deployment }: Config, { cloudFormation }: Account): Promise<Finding> {
  if (deployment.bootstrapQualifier !== undefined)
    return ok('bootstrap', `qualifier ${deployment.bootstrapQualifier}: its version is the company's affair`);
  const todo = 'run npm exec -- cdk bootstrap, or name yours as deployment.bootstrapQualifier';
  const toolkit = await stackNamed(cloudFormation, BOOTSTRAP.stack);
  if (toolkit === undefined) return problem('bootstrap', 'this region of the account has none', todo);
  const version = Number(
    toolkit.Outputs?.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue,
  );
  if (version >= BOOTSTRAP.version) return ok('bootstrap', `version ${version}`);
  return problem('bootstrap', `version ${version}, ${BOOTSTRAP.version} is needed`, todo);
}

/** Names of the stack's that are in use without it; two things of one name cannot be. */
async function namesTaken(config: Config, account: Account, may: string): Promise<Finding[]> {
  const { stackName, existing } = config.deployment;
  const other = 'choose another deployment.stackName, or delete what has the name';
  const workgroup = await finding(`name: workgroup ${stackName}`, may, async () =>
    free(
      `name: workgroup ${stackName}`,
      account.athena.send(new GetWorkGroupCommand({ WorkGroup: stackName })),
      /not found/i,
      other,
    ),
  );
  const secrets = await Promise.all(
    Object.keys(KEYS).map((key) => {
      const check = `name: secret ${stackName}/${key}-key`;
      const SecretId = `${stackName}/${key}-key`;
      return finding(check, may, async () =>
        free(
          check,
          account.secrets.send(new DescribeSecretCommand({ SecretId })),
          /ResourceNotFound/,
          `${other}: aws secretsmanager delete-secret --force-delete-without-recovery --secret-id ${SecretId}`,
        ),
      );
    }),
  );
  const Name = databaseName(stackName);
  const database = await finding(`name: database ${Name}`, may, async () =>
    existing?.database === undefined
      ? free(
          `name: database ${Name}`,
          account.glue.send(new GetDatabaseCommand({ Name })),
          /EntityNotFound/,
          `${other}; to go on with it, name it as deployment.existing.database`,
        )
      : ok(`name: database ${existing.database}`, 'is gone on with'),
  );
  return [...workgroup, ...secrets.flat(), ...database];
}

async function free(check: string, asked: Promise<unknown>, absent: RegExp, todo: string): Promise<Finding> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof Error && absent.test(`${error.name}: ${error.message}`)) return ok(check, 'is free');
    throw error;
  }
  return problem(check, 'is taken', todo);
}

async function checkExisting(Bucket: string, { s3 }: Account): Promise<Finding> {
  await s3.send(new HeadBucketCommand({ Bucket }));
  return ok('existing lake', `${Bucket} is there`);
}

/** What the default database tells: without the usual grant to all IAM principals, Lake Formation decides. */
async function checkLakeFormation({ glue }: Account): Promise<Finding> {
  const usual = await glue.send(new GetDatabaseCommand({ Name: 'default' })).then(
    ({ Database }) =>
      Database?.CreateTableDefaultPermissions?.some(
        ({ Principal }) => Principal?.DataLakePrincipalIdentifier === 'IAM_ALLOWED_PRINCIPALS',
      ),
    () => undefined,
  );
  if (usual !== false) return ok('Lake Formation', 'no sign of it deciding here');
  return warning(
    'Lake Formation',
    'new tables are not open to IAM alone',
    'after the deployment, grant DESCRIBE and SELECT on the database to analysts and to the role of the report',
  );
}

function checkMail({ deployment }: Config): Finding {
  if (deployment.alarmEmail !== undefined)
    return ok(
      'mail',
      `alarms go to ${deployment.alarmEmail.replace(/^[^@]*/, '…')}, once AWS's mail is confirmed`,
    );
  return warning(
    'mail',
    'nobody is told of alarms',
    'set deployment.alarmEmail, or subscribe to the topic by hand',
  );
}
