import { beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../stack.ts';
import { callsOf, UNUSED } from './calls.ts';
import { type ApiCall, Policies } from './evaluate.ts';
import { HERE } from './resolve.ts';

/** One list of each kind that is in AWS, and one that is not. */
const LISTS = [
  { kind: 'waf', ipv4: { name: 'office', id: 'set-1' } },
  { kind: 'prefix-list', ipv4: ['pl-0123456789abcdef0'] },
  { kind: 'github', organization: 'an-organization' },
];

let policies: Policies;
beforeAll(async () => {
  const settings = { allowlist: { targets: LISTS }, deployment: { traces: true } };
  policies = new Policies((await synthesize(settings)).resources);
});

const result = async (call: ApiCall) => (await policies.evaluate(call)).result;
const ofUs = { 'aws:SourceAccount': HERE.account };

describe('every call', () => {
  const used = new Set<string>();

  it('is allowed by the policies that decide on it', async () => {
    const denied: string[] = [];
    let asked = 0;
    for (const [what, calls] of Object.entries(callsOf(policies)))
      for (const call of calls) {
        const { result, statements } = await policies.evaluate(call);
        asked++;
        for (const statement of statements) used.add(statement);
        if (result !== 'Allowed') denied.push(`${what}: ${call.by} may not ${call.action} ${call.resource}`);
      }
    expect(denied).toEqual([]);
    expect(asked).toBeGreaterThan(150);
  });

  it('uses every statement there is, but for those that stand for a reason', () => {
    const unused = policies.allowing().filter((statement) => !used.has(statement));
    const without = unused.filter((name) => {
      const text = JSON.stringify(policies.statement(name));
      return !UNUSED.some(({ says }) => says.test(text));
    });
    expect(without.map((name) => [name, policies.statement(name)])).toEqual([]);
    expect(used.size).toBeGreaterThan(60);
  });
});

describe('a policy of a function', () => {
  it('says nothing twice: no statement is within another', () => {
    const found = policies.allowing().filter((name) => name.includes('ServiceRoleDefaultPolicy'));
    const partsOf = (name: string) => {
      const { Action, Resource, Condition } = Object(policies.statement(name));
      const texts = (value: unknown) => new Set([value].flat().map((one) => JSON.stringify(one)));
      return { name, actions: texts(Action), resources: texts(Resource), isLimited: Condition !== undefined };
    };
    const all = found.map(partsOf);
    const within = all.filter((one) =>
      all.some(
        (other) =>
          other.name !== one.name &&
          other.name.split('#')[0] === one.name.split('#')[0] &&
          !other.isLimited &&
          !one.isLimited &&
          one.actions.isSubsetOf(other.actions) &&
          one.resources.isSubsetOf(other.resources),
      ),
    );
    expect(within.map(({ name }) => name)).toEqual([]);
    expect(all.length).toBeGreaterThan(40);
  });
});

describe('the topic', () => {
  it('takes what CloudWatch publishes for this account, and for no other', async () => {
    const publish = {
      by: 'cloudwatch.amazonaws.com',
      action: 'sns:Publish',
      resource: policies.arn(policies.id('AWS::SNS::Topic', 'Alarms')),
    };
    expect(await result({ ...publish, context: ofUs })).toBe('Allowed');
    expect(await result({ ...publish, context: { 'aws:SourceAccount': '999999999999' } })).not.toBe(
      'Allowed',
    );
  });
});

describe('the key of originals', () => {
  it('is used by what works on originals and on keys of upstream, and by nobody who tells or asks', async () => {
    const resource = policies.arn(policies.id('AWS::KMS::Key', 'StorageRawKey'));
    const users = [
      'cloudwatch.amazonaws.com',
      ...policies.ids('AWS::IAM::Role', ''),
      ...policies.ids('AWS::IAM::ManagedPolicy', ''),
    ];
    const may: string[] = [];
    for (const by of users)
      if ((await result({ by, action: 'kms:Decrypt', resource })) === 'Allowed') may.push(by);
    expect(may.every((by) => /^(Collectors|Audit|Watcher|RebuildRebuilder|TakeOver)/.test(by))).toBe(true);
    expect(may.length).toBeGreaterThan(5);
  });
});

describe('functions in a network', () => {
  it('may make the interfaces they connect by, and no others may', async () => {
    const network = { create: true, of: 'upstream' };
    const placed = new Policies((await synthesize({ deployment: { network } })).resources);
    for (const [prefix, expected] of [
      ['WatcherSyncer', 'Allowed'],
      ['Collectorslogs', 'Allowed'],
      ['Audit', 'ImplicitlyDenied'],
    ] as const)
      for (const action of [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DeleteNetworkInterface',
      ]) {
        const by = placed.id('AWS::IAM::Role', prefix);
        const resource = action.includes('Describe')
          ? '*'
          : `arn:aws:ec2:${HERE.region}:${HERE.account}:network-interface/eni-1`;
        expect([prefix, action, (await placed.evaluate({ by, action, resource })).result]).toEqual([
          prefix,
          action,
          expected,
        ]);
      }
  });
});

describe('the audit', () => {
  it('may tell how old keys are where they may only be so old, and read none', async () => {
    const limited = new Policies((await synthesize({ deployment: { keyLimitDays: 90 } })).resources);
    const by = limited.id('AWS::IAM::Role', 'Audit');
    for (const id of limited.ids('AWS::SecretsManager::Secret', 'Keys')) {
      const asked = { by, resource: limited.arn(id) };
      const asking = async (action: string) => (await limited.evaluate({ ...asked, action })).result;
      expect(await asking('secretsmanager:ListSecretVersionIds')).toBe('Allowed');
      expect(await asking('secretsmanager:GetSecretValue')).not.toBe('Allowed');
    }
    const role = policies.id('AWS::IAM::Role', 'Audit');
    const resource = policies.arn(policies.id('AWS::SecretsManager::Secret', 'Keysanalytics'));
    expect(await result({ by: role, action: 'secretsmanager:ListSecretVersionIds', resource })).not.toBe(
      'Allowed',
    );
  });
});

describe('the state machine', () => {
  const role = () => policies.id('AWS::IAM::Role', 'RebuildRole');
  const execution = (name: string) => `arn:aws:states:${HERE.region}:${HERE.account}:execution:${name}`;

  it.each([
    ['states:StartExecution', () => policies.arn(policies.id('AWS::StepFunctions::StateMachine', 'Rebuild'))],
    ['states:DescribeExecution', () => execution('CodexLake-rebuild:one')],
    ['states:StopExecution', () => execution('CodexLake-rebuild:one')],
    ['states:RedriveExecution', () => execution('CodexLake-rebuild/Pieces:one')],
    ['lambda:InvokeFunction', () => policies.arn(policies.id('AWS::Lambda::Function', 'Rebuild'))],
    ['s3:GetObject', () => `${policies.arn(policies.id('AWS::S3::Bucket', 'StorageData'))}/rebuild/one.json`],
    ['kms:Decrypt', () => policies.arn(policies.id('AWS::KMS::Key', 'StorageLakeKey'))],
  ])('may do what its distributed map asks for: %s', async (action, resource) => {
    expect(await result({ by: role(), action, resource: resource() })).toBe('Allowed');
  });

  it('may not read what else is in the lake', async () => {
    const resource = `${policies.arn(policies.id('AWS::S3::Bucket', 'StorageData'))}/raw/one.zst`;
    expect(await result({ by: role(), action: 's3:GetObject', resource })).not.toBe('Allowed');
  });
});

describe('the report', () => {
  const role = () => policies.id('AWS::IAM::Role', 'ReportWriter');
  const data = () => policies.arn(policies.id('AWS::S3::Bucket', 'StorageData'));

  it('is told that there is none yet: without the right to list, S3 refuses instead', async () => {
    expect(
      await result({ by: role(), action: 's3:GetObject', resource: `${data()}/report/index.html` }),
    ).toBe('Allowed');
    expect(await result({ by: role(), action: 's3:ListBucket', resource: data() })).toBe('Allowed');
  });
});

describe.each([
  ['analysts', () => policies.id('AWS::IAM::ManagedPolicy', 'Analysts')],
  ['the report', () => policies.id('AWS::IAM::Role', 'ReportWriter')],
])('%s', (_who, by) => {
  const glue = (resource: string) => `arn:aws:glue:${HERE.region}:${HERE.account}:${resource}`;

  it.each([
    ['glue:GetDatabases', glue('catalog')],
    ['glue:GetDatabases', glue('database/codex_lake')],
    ['glue:GetDatabase', glue('database/default')],
    ['lakeformation:GetDataAccess', '*'],
  ])('may do what Athena and BI tools ask for before a query: %s on %s', async (action, resource) => {
    expect(await result({ by: by(), action, resource })).toBe('Allowed');
  });
});
