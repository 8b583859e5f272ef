import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
  type Route,
} from '@aws-sdk/client-ec2';
import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  type VpcConfigResponse,
} from '@aws-sdk/client-lambda';
import { type Deployed, functionsOf } from './deployed.ts';

/** Where functions of a stack connect from. */
export interface Egress {
  readonly of: 'the allowlist sync' | 'the collectors';
  /** `changing`: any address of AWS's; `known`: these; `elsewhere`: by a network that does not tell. */
  readonly way: 'changing' | 'known' | 'elsewhere';
  readonly addresses: readonly string[];
}

/** Clients of the account; only read with. */
export interface EgressAccount {
  readonly cloudFormation: CloudFormationClient;
  readonly lambda: LambdaClient;
  readonly ec2: EC2Client;
}

/** Functions that others tell apart by their address, by the beginning of their logical id. */
const FUNCTIONS = { Watcher: 'the allowlist sync', Collectors: 'the collectors' } as const;
const EVERYWHERE = '0.0.0.0/0';

/**
 * Where the functions connect from that others let in by address: by the address the stack made for them, or by the NAT gateways
 * their subnets are routed to. Throws what AWS refuses with.
 */
export async function functionEgress(account: EgressAccount, deployed: Deployed): Promise<Egress[]> {
  const { cloudFormation, lambda, ec2 } = account;
  const functions = await Array.fromAsync(functionsOf(cloudFormation, deployed.stack));
  const found: Egress[] = [];
  for (const [prefix, of] of Object.entries(FUNCTIONS)) {
    const FunctionName = functions.find(({ logicalId }) => logicalId.startsWith(prefix))?.name;
    if (FunctionName === undefined) continue;
    const { VpcConfig: network = {} } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    if (!network.SubnetIds?.length) found.push({ of, way: 'changing', addresses: [] });
    else if (deployed.egressAddress !== undefined)
      found.push({ of, way: 'known', addresses: [deployed.egressAddress] });
    else {
      const addresses = await natAddresses(ec2, network);
      found.push({ of, way: addresses === undefined ? 'elsewhere' : 'known', addresses: addresses ?? [] });
    }
  }
  return found;
}

/** Public addresses of the NAT gateways a network's subnets go out by; undefined where one of them goes out otherwise. */
async function natAddresses(
  ec2: EC2Client,
  { VpcId = '', SubnetIds = [] }: VpcConfigResponse,
): Promise<string[] | undefined> {
  const gateways = new Set<string>();
  for (const subnet of SubnetIds) {
    const { NatGatewayId } = (await wayOut(ec2, subnet, VpcId)) ?? {};
    if (NatGatewayId === undefined) return undefined;
    gateways.add(NatGatewayId);
  }
  const { NatGateways = [] } = await ec2.send(
    new DescribeNatGatewaysCommand({ NatGatewayIds: [...gateways] }),
  );
  const addresses = NatGateways.flatMap(({ NatGatewayAddresses = [] }) =>
    NatGatewayAddresses.flatMap(({ PublicIp }) => PublicIp ?? []),
  );
  // A private gateway has none: what goes out by it is given an address elsewhere.
  return addresses.length === 0 ? undefined : addresses;
}

/** The route to everywhere of a subnet: of a table of its own, or of its network's main one. */
async function wayOut(ec2: EC2Client, subnet: string, vpc: string): Promise<Route | undefined> {
  const tablesWith = async (...filters: readonly (readonly [string, string])[]) => {
    const Filters = filters.map(([Name, value]) => ({ Name, Values: [value] }));
    return (await ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables ?? [];
  };
  const own = await tablesWith(['association.subnet-id', subnet]);
  const tables = own.length > 0 ? own : await tablesWith(['vpc-id', vpc], ['association.main', 'true']);
  return tables
    .flatMap(({ Routes = [] }) => Routes)
    .find(({ DestinationCidrBlock }) => DestinationCidrBlock === EVERYWHERE);
}
