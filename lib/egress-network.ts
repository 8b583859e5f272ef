import { Annotations, CfnResource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { NetworkSettings } from '../src/config/deployment.ts';
import { acknowledge } from './nag-acknowledgement.ts';

export interface EgressNetworkProps {
  readonly settings: NetworkSettings;
}

/** How a function is put into a network. */
export type Placement = Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

/**
 * Where functions connect from when others have to know the address: subnets that are there, or a small VPC of the stack's own.
 * S3 is reached by a gateway endpoint, which is free and takes nearly all of the bytes; Athena, Secrets Manager and the others go
 * by the NAT gateway, as each interface endpoint costs more a month than their few megabytes do.
 */
export class EgressNetwork extends Construct {
  readonly placement: Placement;
  /** The address that goes out; undefined where the subnets are not the stack's. */
  readonly address: string | undefined;

  constructor(scope: Construct, id: string, { settings }: EgressNetworkProps) {
    super(scope, id);
    if (settings.create) {
      const eip = new ec2.CfnEIP(this, 'Address', { domain: 'vpc' });
      this.address = eip.attrPublicIp;
      this.placement = this.own(eip.attrAllocationId);
    } else this.placement = this.given(settings);
  }

  private own(allocationId: string): Placement {
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.42.0.0/26'),
      maxAzs: 1,
      natGateways: 1,
      natGatewayProvider: ec2.NatProvider.gateway({ eipAllocationIds: [allocationId] }),
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
      // Nothing uses it, and closing it takes a function with rights of its own.
      restrictDefaultSecurityGroup: false,
    });
    acknowledge(
      vpc,
      'AwsSolutions-VPC7',
      'holds functions only, which log their requests; nothing can connect to them',
    );
    for (const { node } of [...vpc.publicSubnets, ...vpc.privateSubnets])
      if (node.defaultChild instanceof CfnResource) keepZone(node.defaultChild);
    const out = new ec2.SecurityGroup(this, 'Out', {
      vpc,
      description: 'Codex Lake: requests out, nothing in',
      allowAllOutbound: true,
    });
    return { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, securityGroups: [out] };
  }

  private given({ vpcId = '', subnetIds, securityGroupIds }: NetworkSettings): Placement {
    return {
      // Which zones the subnets are in is of no consequence here, but the CDK wants to be told of one.
      vpc: ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones: ['any'] }),
      vpcSubnets: { subnets: subnetIds.map((one) => this.subnet(one)) },
      securityGroups: securityGroupIds.map((one) => ec2.SecurityGroup.fromSecurityGroupId(this, one, one)),
    };
  }

  private subnet(id: string): ec2.ISubnet {
    const subnet = ec2.Subnet.fromSubnetId(this, id, id);
    Annotations.of(subnet).acknowledgeWarning(
      '@aws-cdk/aws-ec2:noSubnetRouteTableId',
      'its routes are the network’s own affair',
    );
    return subnet;
  }
}

/**
 * The zone of a subnet stands in the template by its name, where cfn-lint would rather have it asked of the region (W3010): asked
 * again it may be another one, as zones come and defaults change, and then subnet, NAT gateway and interfaces would be replaced.
 */
function keepZone(subnet: CfnResource): void {
  subnet.addMetadata('cfn-lint', { config: { ignore_checks: ['W3010'] } });
}
