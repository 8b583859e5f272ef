import { describe, expect, it } from 'vitest';
import { type Synthesized, synthesize } from './stack.ts';

/** Functions that are in a network, by the beginning of their logical ids. */
function placed(made: Synthesized): string[] {
  return made
    .ofType('AWS::Lambda::Function')
    .filter(([, { Properties }]) => Properties.VpcConfig !== undefined)
    .map(([id]) => id.replace(/Function[0-9A-F]{8}$/, ''))
    .sort();
}

describe('a network of the stack’s own', () => {
  it('goes out by one address that is told, for the allowlist sync alone', async () => {
    const made = await synthesize({ deployment: { network: { create: true } } });
    expect(placed(made)).toEqual(['WatcherSyncer']);
    expect(made.ofType('AWS::EC2::NatGateway')).toHaveLength(1);
    expect(made.ofType('AWS::EC2::EIP')).toHaveLength(1);
    expect(made.template.toJSON().Outputs).toHaveProperty('EgressAddress');
    const [[, endpoint] = []] = made.ofType('AWS::EC2::VPCEndpoint');
    expect(JSON.stringify(endpoint?.Properties.ServiceName)).toContain('.s3');
    expect(made.ofType('AWS::EC2::VPCEndpoint')).toHaveLength(1);
  });

  it('lets nothing in', async () => {
    const made = await synthesize({ deployment: { network: { create: true } } });
    for (const [, { Properties }] of made.ofType('AWS::EC2::SecurityGroup'))
      expect(Properties.SecurityGroupIngress).toBeUndefined();
    expect(made.ofType('AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });
});

describe('a network that is there', () => {
  it('holds all that ask upstream, where they are to come from there', async () => {
    const network = {
      of: 'upstream',
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef1'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    };
    const made = await synthesize({ deployment: { network } });
    expect(placed(made)).toEqual([
      'Collectorsanalytics',
      'Collectorsegress',
      'Collectorsinventory',
      'Collectorslogs',
      'WatcherSyncer',
    ]);
    const [[, fn] = []] = made.ofType('AWS::Lambda::Function').filter(([id]) => id.startsWith('Watcher'));
    expect(fn?.Properties.VpcConfig).toEqual({
      SubnetIds: ['subnet-0123456789abcdef1'],
      SecurityGroupIds: ['sg-0123456789abcdef0'],
    });
    expect(made.ofType('AWS::EC2::VPC')).toEqual([]);
  });
});
