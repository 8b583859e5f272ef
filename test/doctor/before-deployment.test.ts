import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { beforeDeployment } from '../../src/doctor/before-deployment.ts';
import { awsClientSettings } from '../harness/aws-client-settings.ts';

/** What an account has, as its services tell. */
interface Account {
  /** Status of a stack, by its name. */
  readonly stacks?: Readonly<Record<string, string>>;
  readonly bootstrap?: number;
  readonly secrets?: readonly string[];
  readonly databases?: readonly string[];
  readonly workgroups?: readonly string[];
  readonly concurrency?: number;
  /** Whether Lake Formation decides on new tables. */
  readonly governed?: boolean;
  /** Elastic IPs and VPCs in use, of five each. */
  readonly addresses?: number;
  readonly vpcs?: number;
  /** The VPC of subnets and security groups that are there, by their id. */
  readonly networks?: Readonly<Record<string, string>>;
}

const [VPC, SUBNET, GROUP] = ['vpc-0123456789abcdef0', 'subnet-0123456789abcdef1', 'sg-0123456789abcdef2'];

let server: Server;
afterEach(() => {
  server.close();
});

/** The findings of an account behind a server on loopback, those that ask for something to be done by what is checked. */
async function findings(account: Account, deployment: object = { alarmEmail: 'operator@example.com' }) {
  const changed: string[] = [];
  server = createServer(async (request, response) => {
    const body = await text(request);
    const target = String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1);
    const action = new URLSearchParams(body).get('Action') ?? target ?? '';
    if (!/^(Describe|Get|Head|$)/.test(action) || request.method === 'PUT') changed.push(action);
    const [status, said] = answer(account, action, body, String(request.url));
    response.writeHead(status, {
      'content-type': said.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.1',
    });
    response.end(said);
  }).listen(0, '127.0.0.1');
  const settings = await awsClientSettings(server);
  const config = await readConfig({ workspaces: ['ws-1'], deployment }, {}, null);
  const found = await beforeDeployment(config, {
    cloudFormation: new CloudFormationClient(settings),
    athena: new AthenaClient(settings),
    glue: new GlueClient(settings),
    lambda: new LambdaClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    secrets: new SecretsManagerClient(settings),
    ec2: async () => new EC2Client(settings),
  });
  expect(changed).toEqual([]);
  return found
    .filter(({ status }) => status !== 'ok')
    .map(({ check, status, todo }) => ({ check, status, todo }));
}

function answer(account: Account, action: string, body: string, url: string): [number, string] {
  const {
    stacks = {},
    bootstrap = 21,
    secrets = [],
    databases = [],
    workgroups = [],
    concurrency = 1000,
  } = account;
  if (url.includes('account-settings'))
    return [200, JSON.stringify({ AccountLimit: { ConcurrentExecutions: concurrency } })];
  if (action === 'DescribeStacks') {
    const name = new URLSearchParams(body).get('StackName') ?? '';
    const status = name === 'CDKToolkit' ? (bootstrap === 0 ? undefined : 'CREATE_COMPLETE') : stacks[name];
    if (status === undefined)
      return [
        400,
        `<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`,
      ];
    return [
      200,
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-11-01T00:00:00Z</CreationTime><Outputs><member><OutputKey>BootstrapVersion</OutputKey><OutputValue>${bootstrap}</OutputValue></member></Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    ];
  }
  if (EC2_LISTS[action] !== undefined) return ec2Answer(account, action, new URLSearchParams(body));
  const asked: { Name?: string; WorkGroup?: string; SecretId?: string } = JSON.parse(body || '{}');
  const absent = (type: string): [number, string] => [
    400,
    JSON.stringify({ __type: type, message: 'it is not found' }),
  ];
  if (action === 'GetWorkGroup')
    return workgroups.includes(asked.WorkGroup ?? '') ? [200, '{}'] : absent('InvalidRequestException');
  if (action === 'DescribeSecret')
    return secrets.includes(asked.SecretId ?? '') ? [200, '{}'] : absent('ResourceNotFoundException');
  if (action === 'GetDatabase' && asked.Name === 'default') {
    const usual = [
      { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] },
    ];
    return [
      200,
      JSON.stringify({
        Database: { Name: 'default', CreateTableDefaultPermissions: account.governed ? [] : usual },
      }),
    ];
  }
  if (action === 'GetDatabase')
    return databases.includes(asked.Name ?? '') ? [200, '{}'] : absent('EntityNotFoundException');
  return [404, '{}'];
}

/** Lists of EC2's answers, by the action. */
const EC2_LISTS: Readonly<Record<string, string>> = {
  DescribeAccountAttributes: 'accountAttributeSet',
  DescribeAddresses: 'addressesSet',
  DescribeVpcs: 'vpcSet',
  DescribeSubnets: 'subnetSet',
  DescribeSecurityGroups: 'securityGroupInfo',
};

function ec2Answer(account: Account, action: string, asked: URLSearchParams): [number, string] {
  const { addresses = 0, vpcs = 1, networks = {} } = account;
  const ids = [...asked].flatMap(([name, value]) => (/^(SubnetId|GroupId)\./.test(name) ? [value] : []));
  const unknown = ids.find((id) => networks[id] === undefined);
  if (unknown !== undefined)
    return [
      400,
      `<Response><Errors><Error><Code>InvalidSubnetID.NotFound</Code><Message>The ID '${unknown}' does not exist</Message></Error></Errors></Response>`,
    ];
  const tag = action === 'DescribeSubnets' ? 'subnetId' : 'groupId';
  const items: Readonly<Record<string, readonly string[]>> = {
    DescribeAccountAttributes: [
      '<attributeName>vpc-max-elastic-ips</attributeName><attributeValueSet><item><attributeValue>5</attributeValue></item></attributeValueSet>',
    ],
    DescribeAddresses: Array.from({ length: addresses }, (_, i) => `<publicIp>192.0.2.${i}</publicIp>`),
    DescribeVpcs: Array.from({ length: vpcs }, (_, i) => `<vpcId>vpc-${i}</vpcId>`),
  };
  const found = items[action] ?? ids.map((id) => `<${tag}>${id}</${tag}><vpcId>${networks[id]}</vpcId>`);
  const list = found.map((one) => `<item>${one}</item>`).join('');
  return [200, `<${action}Response><${EC2_LISTS[action]}>${list}</${EC2_LISTS[action]}></${action}Response>`];
}

describe('before a deployment', () => {
  it('nothing is in the way of a first one in a ready account', async () => {
    expect(await findings({})).toEqual([]);
  });

  it('names that are taken are told, each with what to do', async () => {
    const found = await findings({
      secrets: ['CodexLake/github-key'],
      databases: ['codex_lake'],
      workgroups: ['CodexLake'],
    });
    expect(found.map(({ check, status }) => [check, status])).toEqual([
      ['name: workgroup CodexLake', 'problem'],
      ['name: secret CodexLake/github-key', 'problem'],
      ['name: database codex_lake', 'problem'],
    ]);
    expect(found[1]?.todo).toContain('--secret-id CodexLake/github-key');
  });

  it('the names are its own once the stack is there', async () => {
    const found = await findings({
      stacks: { CodexLake: 'CREATE_COMPLETE' },
      databases: ['codex_lake'],
      workgroups: ['CodexLake'],
    });
    expect(found).toEqual([]);
  });

  it.each([
    [{ bootstrap: 0 }, 'bootstrap', 'problem'],
    [{ bootstrap: 5 }, 'bootstrap', 'problem'],
    [{ stacks: { CodexLake: 'UPDATE_ROLLBACK_FAILED' } }, 'stack', 'problem'],
    [{ concurrency: 10 }, 'quota: functions at once', 'warning'],
    [{ governed: true }, 'Lake Formation', 'warning'],
  ] as const)('%o is told', async (account, check, status) => {
    expect(await findings(account)).toMatchObject([{ check, status }]);
  });

  it('a lake to go on with has to be there, and somebody has to get the alarms', async () => {
    const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/12345678';
    const existing = { bucket: 'a-lake', lakeKeyArn: keyArn, rawKeyArn: keyArn };
    expect(await findings({}, { existing })).toMatchObject([
      { check: 'existing lake', status: 'problem' },
      { check: 'mail', status: 'warning' },
    ]);
  });

  it.each([
    [{}, []],
    [{ addresses: 5, vpcs: 5 }, ['quota: Elastic IPs', 'quota: VPCs']],
    [{ addresses: 5, vpcs: 5, stacks: { CodexLake: 'CREATE_COMPLETE' } }, []],
  ])('a network of the stack’s own needs room for an address and a VPC: %o', async (account, checks) => {
    const network = { create: true };
    const found = await findings(account, { network, alarmEmail: 'operator@example.com' });
    expect(found.map(({ check, status }) => [check, status])).toEqual(
      checks.map((check) => [check, 'warning']),
    );
  });

  it.each([
    [{}, 'problem'],
    [{ [SUBNET]: VPC, [GROUP]: VPC }, undefined],
    [{ [SUBNET]: VPC, [GROUP]: 'vpc-another' }, 'problem'],
  ])('a network that is to be there has to be, all of one VPC: %o', async (networks, status) => {
    const network = { vpcId: VPC, subnetIds: [SUBNET], securityGroupIds: [GROUP] };
    const found = await findings({ networks }, { network, alarmEmail: 'operator@example.com' });
    expect(found).toMatchObject(status === undefined ? [] : [{ check: 'network', status }]);
  });
});
