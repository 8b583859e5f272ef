import { describe, expect, it } from 'vitest';
import { type Resource, type Synthesized, synthesize } from './stack.ts';

/** Where a resource says what it is called, by its type; what has no such name is called by CloudFormation, after the stack. */
const NAMES: Readonly<Record<string, (properties: Resource['Properties']) => unknown>> = {
  'AWS::SecretsManager::Secret': ({ Name }) => Name,
  'AWS::CloudWatch::Alarm': ({ AlarmName }) => AlarmName,
  'AWS::CloudWatch::Dashboard': ({ DashboardName }) => DashboardName,
  'AWS::StepFunctions::StateMachine': ({ StateMachineName }) => StateMachineName,
  'AWS::Athena::WorkGroup': ({ Name }) => Name,
  'AWS::WAFv2::IPSet': ({ Name }) => Name,
  'AWS::Glue::Database': ({ DatabaseInput }) => DatabaseInput.Name,
  'AWS::Logs::LogGroup': ({ LogGroupName }) => LogGroupName,
};
/** Properties by which a resource is called what its stack says. */
const NAMING = /^(?!KeyName)([A-Z][A-Za-z]*)?Name$/;
/** Such properties that name something else: what it is in, or of. */
const OF_OTHERS = [
  'AWS::Athena::NamedQuery', // within its workgroup
  'AWS::Glue::Table', // within its database
  'AWS::IAM::Policy', // within its role
  'AWS::Lambda::EventInvokeConfig',
  'AWS::SNS::Topic', // what mails show
];

function namesOf({ resources }: Synthesized): string[] {
  return Object.values(resources).flatMap(({ Type, Properties }) => {
    const name = NAMES[Type]?.(Properties);
    return typeof name === 'string' ? [`${Type} ${name}`] : [];
  });
}

const TARGETS = [
  { kind: 'waf', create: true },
  { kind: 'waf', create: true, name: 'connectors', feeds: ['chatgpt-connectors'] },
];
const stage = (stackName: string, deployment: object = {}) =>
  synthesize({ allowlist: { targets: TARGETS }, deployment: { stackName, ...deployment } });

describe('a company’s own rules', () => {
  it('bound every role there is', async () => {
    const bounded = await synthesize({ deployment: { permissionsBoundary: 'company/a-boundary' } });
    const roles = bounded.ofType('AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(8);
    for (const [id, { Properties }] of roles)
      expect([id, JSON.stringify(Properties.PermissionsBoundary)]).toEqual([
        id,
        expect.stringContaining('policy/company/a-boundary'),
      ]);
  });

  it('take assets and the version of the bootstrap from the one of their qualifier', async () => {
    const { template } = await synthesize({ deployment: { bootstrapQualifier: 'company1' } });
    const text = JSON.stringify(template.toJSON());
    expect(text).toContain('/cdk-bootstrap/company1/version');
    expect(text).toContain('cdk-company1-assets-');
    expect(text).not.toContain('hnb659fds');
  });

  it('put their tags on all that is tagged at all, but for the IP sets', async () => {
    const made = await stage('CodexLake', { tags: { 'cost-center': '1234', application: 'theirs' } });
    const tagged = Object.values(made.resources).filter(
      ({ Type, Properties }) => Properties?.Tags !== undefined && Type !== 'AWS::WAFv2::IPSet',
    );
    expect(tagged.length).toBeGreaterThan(30);
    for (const { Type, Properties } of tagged) {
      const text = JSON.stringify(Properties.Tags);
      expect([Type, text]).toEqual([Type, expect.stringMatching(/cost-center.*1234/)]);
      expect([Type, text]).toEqual([Type, expect.stringMatching(/application.*theirs/)]);
    }
  });

  it('have a dev and a prod stage beside each other: all that has a name begins with that of its stage', async () => {
    const [dev, prod] = [await stage('acme-dev'), await stage('acme-prod')].map(namesOf);
    expect(dev?.length).toBeGreaterThan(20);
    for (const name of dev ?? []) expect(name).toMatch(/ (\/aws\/vendedlogs\/states\/)?acme[-_]dev/);
    for (const name of prod ?? []) expect(name).toMatch(/ (\/aws\/vendedlogs\/states\/)?acme[-_]prod/);
    expect(new Set([...(dev ?? []), ...(prod ?? [])]).size).toBe((dev?.length ?? 0) + (prod?.length ?? 0));
  });

  it('know every name there is: no other type of resource is called something', async () => {
    const { resources } = await stage('acme-dev');
    const others = Object.values(resources).filter(
      ({ Type, Properties }) =>
        NAMES[Type] === undefined &&
        !OF_OTHERS.includes(Type) &&
        Object.keys(Properties ?? {}).some((property) => NAMING.test(property)),
    );
    expect([...new Set(others.map(({ Type }) => Type))].sort()).toEqual([]);
  });
});
