import {
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { NetworkSettings } from '../config/deployment.ts';
import { type Finding, finding, ok, problem, warning } from './finding.ts';

/** VPCs a region may have unless the quota was raised, which EC2 does not tell. */
const USUAL_VPCS = 5;
const USUAL_ADDRESSES = 5;

/** Whether the network of a deployment can be made, or is there: `isNew` where the stack has none of its own yet. */
export function checkDeployedNetwork(
  ec2: EC2Client,
  settings: NetworkSettings,
  isNew: boolean,
): Promise<readonly Finding[]> {
  const todo =
    'let the profile describe VPCs, subnets, security groups and addresses of EC2, and check the ids';
  return finding('network', todo, async () => {
    if (!settings.create) return checkGiven(ec2, settings);
    return isNew ? checkRoom(ec2) : ok('network', 'is the stack’s own');
  });
}

async function checkGiven(
  ec2: EC2Client,
  { vpcId, subnetIds, securityGroupIds }: NetworkSettings,
): Promise<Finding> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: subnetIds }));
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ GroupIds: securityGroupIds }),
  );
  const others = [
    ...Subnets.flatMap(({ SubnetId = '', VpcId }) => (VpcId === vpcId ? [] : [SubnetId])),
    ...SecurityGroups.flatMap(({ GroupId = '', VpcId }) => (VpcId === vpcId ? [] : [GroupId])),
  ];
  if (others.length > 0)
    return problem(
      'network',
      `${others.join(', ')}: not of ${vpcId}`,
      'name subnets and security groups of one VPC in deployment.network',
    );
  return ok('network', `${Subnets.length} subnets and ${SecurityGroups.length} security groups are there`);
}

async function checkRoom(ec2: EC2Client): Promise<Finding[]> {
  const { AccountAttributes = [] } = await ec2.send(new DescribeAccountAttributesCommand({}));
  const told = AccountAttributes.find(({ AttributeName }) => AttributeName === 'vpc-max-elastic-ips');
  const most = Number(told?.AttributeValues?.[0]?.AttributeValue ?? USUAL_ADDRESSES);
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  return [roomFor('Elastic IPs', Addresses.length, most), roomFor('VPCs', Vpcs.length, USUAL_VPCS)];
}

function roomFor(what: string, used: number, most: number): Finding {
  const check = `quota: ${what}`;
  const says = `${used} of ${most} are used in this region`;
  return used < most
    ? ok(check, says)
    : warning(
        check,
        `${says}, and the stack makes one`,
        `ask Service Quotas for more ${what}, or use a network that is there`,
      );
}
