import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { readConfig } from '../../src/config/config.ts';
import { checkAddress } from '../../src/doctor/check-address.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { functionEgress } from '../../src/doctor/function-egress.ts';
import { awsClientSettings } from '../harness/aws-client-settings.ts';

const SYNC = 'WatcherSyncerFunction1';
const COLLECTOR = 'CollectorslogsFunction1';

/** What an account has: subnets of functions, routes of subnets (`main` is the network's), public addresses of gateways. */
interface Account {
  readonly subnets?: Readonly<Record<string, readonly string[]>>;
  readonly routes?: Readonly<Record<string, string>>;
  readonly gateways?: Readonly<Record<string, readonly string[]>>;
}

let simulator: Simulator;
let server: Server | undefined;
const asked: string[] = [];
beforeEach(async () => {
  simulator = await startSimulator({ people: 3 });
});
afterEach(async () => {
  server?.close();
  await simulator.close();
});

/** The answers of CloudFormation, Lambda and EC2. */
function answerOf(
  { subnets = {}, routes = {}, gateways = {} }: Account,
  path: string,
  query: URLSearchParams,
) {
  const action = query.get('Action');
  if (action === 'ListStackResources') {
    const members = [SYNC, COLLECTOR, 'AuditFunction1'].map(
      (id) =>
        `<member><ResourceType>AWS::Lambda::Function</ResourceType><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${id}</PhysicalResourceId></member>`,
    );
    return `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${members.join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`;
  }
  if (action === 'DescribeRouteTables') {
    const of = query.get('Filter.1.Name') === 'vpc-id' ? 'main' : query.get('Filter.1.Value.1');
    const route = routes[of ?? ''];
    const items =
      route === undefined
        ? ''
        : `<item><routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId></item><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>${route}</item></routeSet></item>`;
    return `<DescribeRouteTablesResponse><routeTableSet>${items}</routeTableSet></DescribeRouteTablesResponse>`;
  }
  if (action === 'DescribeNatGateways') {
    const wanted = [...query].flatMap(([name, value]) => (name.startsWith('NatGatewayId.') ? [value] : []));
    const items = wanted.map((id) => {
      const addresses = (gateways[id] ?? []).map((one) => `<item><publicIp>${one}</publicIp></item>`);
      return `<item><natGatewayId>${id}</natGatewayId><natGatewayAddressSet>${addresses.join('')}</natGatewayAddressSet></item>`;
    });
    return `<DescribeNatGatewaysResponse><natGatewaySet>${items.join('')}</natGatewaySet></DescribeNatGatewaysResponse>`;
  }
  const name = /functions\/([^/]+)\/configuration/.exec(path)?.[1] ?? '';
  return JSON.stringify({
    VpcConfig: subnets[name] && { VpcId: 'vpc-1', SubnetIds: subnets[name], SecurityGroupIds: ['sg-1'] },
  });
}

const nat = (id: string) => `<natGatewayId>${id}</natGatewayId>`;

/** What doctor says of addresses and GitHub's list, of a stack in this account. */
async function found(
  account: Account,
  {
    egressAddress,
    ownAddresses = [],
    listed,
  }: { egressAddress?: string; ownAddresses?: string[]; listed?: string[] } = {},
): Promise<readonly Finding[]> {
  asked.length = 0;
  server = createServer(async (request, response) => {
    const query = new URLSearchParams(await text(request));
    asked.push(query.get('Action') ?? request.method ?? '');
    const said = answerOf(account, request.url ?? '', query);
    response
      .writeHead(200, { 'content-type': said.startsWith('<') ? 'text/xml' : 'application/json' })
      .end(said);
  }).listen(0, '127.0.0.1');
  const settings = await awsClientSettings(server);
  const { organization } = simulator.github;
  organization.setting = 'DISABLED';
  organization.seed((listed ?? []).map((allowListValue) => ({ allowListValue, name: 'by hand' })));
  const targets = listed === undefined ? [] : [{ kind: 'github', organization: organization.name }];
  const config = await readConfig(
    {
      workspaces: ['ws-1'],
      githubApi: simulator.githubApi,
      githubToken: simulator.github.token,
      addressUrl: simulator.addressUrl,
      allowlist: { targets, guards: { ownAddresses } },
    },
    {},
    null,
  );
  const deployed = { stack: 'CodexLake', lake: 's3://lake', database: 'lake', workgroup: 'CodexLake' };
  const functions = await functionEgress(
    {
      cloudFormation: new CloudFormationClient(settings),
      lambda: new LambdaClient(settings),
      ec2: new EC2Client(settings),
    },
    { ...deployed, ...(egressAddress !== undefined && { egressAddress }) },
  );
  return checkAddress(config, functions);
}

const saying = (findings: readonly Finding[], check: string) =>
  findings.filter((one) => one.check === check).map(({ status, says }) => `${status}: ${says}`);
const SYNC_ADDRESS = 'address of the allowlist sync';
const LIST = 'allow list: github:example-org';

describe('functions in a network of the stack’s own', () => {
  const account = { subnets: { [SYNC]: ['subnet-1'] } };

  it('go out by its address, which the list must hold before the sync changes it', async () => {
    const findings = await found(account, { egressAddress: '192.0.2.7', listed: [] });
    expect(saying(findings, SYNC_ADDRESS)).toEqual(['ok: 192.0.2.7, which stays']);
    expect(saying(findings, 'address of the collectors')).toEqual(['ok: is any of AWS, and changes']);
    expect(saying(findings, LIST).join()).toMatch(
      /problem: has no active entry for 192\.0\.2\.7, where the allowlist sync/,
    );
    expect(asked).not.toContain('DescribeRouteTables');
  });

  it('are let in by an entry that has the address', async () => {
    const findings = await found(account, { egressAddress: '192.0.2.7', listed: ['192.0.2.0/24'] });
    expect(saying(findings, LIST)).toContain('ok: lets the allowlist sync in');
  });

  it('are warned of where the settings name another address', async () => {
    const findings = await found(account, { egressAddress: '192.0.2.7', ownAddresses: ['192.0.2.200'] });
    expect(saying(findings, SYNC_ADDRESS)).toEqual([
      'warning: 192.0.2.7, and allowlist.guards.ownAddresses says 192.0.2.200',
    ]);
  });
});

describe('functions in subnets that were there', () => {
  const subnets = { [SYNC]: ['subnet-1', 'subnet-2'], [COLLECTOR]: ['subnet-1'] };

  it('go out by the NAT gateways of their routes, also of the network’s main one', async () => {
    const findings = await found(
      {
        subnets,
        routes: { 'subnet-1': nat('nat-1'), main: nat('nat-2') },
        gateways: { 'nat-1': ['192.0.2.7'], 'nat-2': ['192.0.2.8', '192.0.2.9'] },
      },
      { listed: ['192.0.2.7', '192.0.2.8'] },
    );
    expect(saying(findings, SYNC_ADDRESS)).toEqual(['ok: 192.0.2.7, 192.0.2.8, 192.0.2.9, which stays']);
    expect(saying(findings, 'address of the collectors')).toEqual(['ok: 192.0.2.7, which stays']);
    expect(saying(findings, LIST).join()).toMatch(
      /no active entry for 192\.0\.2\.9, where the allowlist sync/,
    );
    expect(asked.every((action) => /^(List|Describe|GET)/.test(action))).toBe(true);
  });

  it.each([
    ['a transit gateway', { routes: { main: '<transitGatewayId>tgw-1</transitGatewayId>' } }],
    ['a private NAT gateway', { routes: { main: nat('nat-1') }, gateways: { 'nat-1': [] } }],
    ['no way out', {}],
  ])('that go out by %s are as the settings say, or not known', async (_way, account) => {
    const unknown = await found({ subnets, ...account }, { listed: [] });
    expect(saying(unknown, SYNC_ADDRESS).join()).toMatch(/^warning: .*AWS does not tell/);
    expect(saying(unknown, LIST).join()).not.toContain('allowlist sync');
    server?.close();
    const said = await found({ subnets, ...account }, { listed: [], ownAddresses: ['192.0.2.200'] });
    expect(saying(said, SYNC_ADDRESS).join()).toMatch(/^ok: 192\.0\.2\.200, as allowlist/);
    expect(saying(said, LIST).join()).toMatch(/problem: has no active entry for 192\.0\.2\.200, where the/);
  });
});

describe('functions in no network', () => {
  it('have no fixed address, which is warned of where GitHub has to let the sync in', async () => {
    const findings = await found({}, { listed: [] });
    expect(saying(findings, SYNC_ADDRESS).join()).toMatch(/^warning: is any of AWS.*cannot let it in/);
    const without = await found({});
    expect(saying(without, SYNC_ADDRESS)).toEqual(['ok: is any of AWS, and changes']);
  });
});
