import type { ApiCall, Policies } from './evaluate.ts';
import { HERE, type Place } from './resolve.ts';

/**
 * What the deployed parts ask of AWS, and what its services ask of each other on the way, so that each can be held against the
 * policies that decide on it. What functions ask is also recorded when they run (`npm run e2e`); these are the calls no local AWS
 * makes, and those of functions in their simplest form.
 */
export function callsOf(policies: Policies, place: Place = HERE): Record<string, ApiCall[]> {
  const one = (type: string, prefix: string) => policies.arn(policies.id(type, prefix));
  const bucket = (name: string) => one('AWS::S3::Bucket', `Storage${name}`);
  const key = (name: string) => one('AWS::KMS::Key', name);
  const secret = (name: string) => one('AWS::SecretsManager::Secret', `Keys${name}`);
  const fn = (prefix: string) => one('AWS::Lambda::Function', prefix);
  const role = (prefix: string) => policies.id('AWS::IAM::Role', prefix);
  const arn = (service: string, resource: string) =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
  const topic = one('AWS::SNS::Topic', 'Alarms');
  const queue = one('AWS::SQS::Queue', 'Failures');
  const ofUs = { 'aws:SourceAccount': place.account };
  const calls = (by: string, ...asked: readonly (readonly [string, string])[]): ApiCall[] =>
    asked.map(([action, resource]) => ({ by, action, resource }));

  const failing = (by: string) =>
    calls(by, ['sqs:SendMessage', queue], ['xray:PutTraceSegments', '*'], ['xray:PutTelemetryRecords', '*']);
  const lake = (by: string) => [
    ...failing(by),
    ...calls(
      by,
      ['s3:ListBucket', bucket('Data')],
      ['s3:GetObject', `${bucket('Data')}/raw/usage/a.zst`],
      ['s3:PutObject', `${bucket('Data')}/lake/usage_user_day/a.parquet`],
      ['kms:Decrypt', key('StorageLakeKey')],
      ['kms:GenerateDataKey', key('StorageLakeKey')],
      ['kms:Decrypt', key('StorageRawKey')],
      ['kms:GenerateDataKey', key('StorageRawKey')],
    ),
  ];
  const notices = (by: string) =>
    calls(
      by,
      ['sns:Publish', topic],
      ['kms:Decrypt', key('StorageLakeKey')],
      ['kms:GenerateDataKey', key('StorageLakeKey')],
    );
  const keyed = (by: string, name: string) =>
    calls(by, ['secretsmanager:GetSecretValue', secret(name)], ['kms:Decrypt', key('StorageRawKey')]);
  const asking = (by: string) =>
    calls(
      by,
      ['athena:StartQueryExecution', arn('athena', 'workgroup/CodexLake')],
      ['athena:GetQueryExecution', arn('athena', 'workgroup/CodexLake')],
      ['athena:GetQueryResults', arn('athena', 'workgroup/CodexLake')],
      // Athena asks as who asked it.
      ['glue:GetDatabases', arn('glue', 'catalog')],
      ['glue:GetDatabase', arn('glue', 'database/codex_lake')],
      ['glue:GetDatabase', arn('glue', 'database/default')],
      ['glue:GetTable', arn('glue', 'table/codex_lake/codex_log')],
      ['glue:GetPartitions', arn('glue', 'table/codex_lake/codex_log')],
      ['lakeformation:GetDataAccess', '*'],
      ['s3:GetObject', `${bucket('Data')}/lake/codex_log/month=2026-11/2026-11-01.part-00000.parquet`],
      ['s3:PutObject', `${bucket('Results')}/athena/a.csv`],
      ['s3:GetObject', `${bucket('Results')}/athena/a.csv`],
      ['s3:ListBucket', bucket('Results')],
      ['s3:GetBucketLocation', bucket('Data')],
      ['s3:GetBucketLocation', bucket('Results')],
      ['kms:Decrypt', key('StorageLakeKey')],
      ['kms:GenerateDataKey', key('StorageLakeKey')],
    ).concat({
      by,
      action: 's3:ListBucket',
      resource: bucket('Data'),
      context: { 's3:prefix': 'lake/codex_log/month=2026-11/' },
    });
  const states = role('RebuildRole');
  const machine = one('AWS::StepFunctions::StateMachine', 'Rebuild');
  const execution = machine.replace(':stateMachine:', ':execution:');
  const functions = ['Collectors', 'Audit', 'Watcher', 'Report'];

  return {
    'CloudWatch tells the topic': [
      { by: 'cloudwatch.amazonaws.com', action: 'sns:Publish', resource: topic, context: ofUs },
      ...calls(
        'cloudwatch.amazonaws.com',
        ['kms:Decrypt', key('StorageLakeKey')],
        ['kms:GenerateDataKey', key('StorageLakeKey')],
      ),
    ],
    'the scheduler calls functions, and keeps what it could not deliver': [
      {
        by: 'scheduler.amazonaws.com',
        action: 'sts:AssumeRole',
        resource: policies.arn(role('Timetable')),
        context: ofUs,
      },
      ...functions
        .flatMap((prefix) => policies.ids('AWS::Lambda::Function', prefix))
        .map((id) => ({
          by: role('Timetable'),
          action: 'lambda:InvokeFunction',
          resource: policies.arn(id),
        })),
      ...calls(role('Timetable'), ['sqs:SendMessage', queue]),
    ],
    'S3 delivers its access logs': ['Data', 'Results'].map((name) => ({
      by: 'logging.s3.amazonaws.com',
      action: 's3:PutObject',
      resource: `${bucket('AccessLogs')}/${name.toLowerCase()}/2026-11-01`,
      context: { ...ofUs, 'aws:SourceArn': bucket(name) },
    })),
    'Lambda takes on the roles of functions': policies
      .ids('AWS::Lambda::Function', '')
      .map((id) => policies.roleOf(id))
      .map((id) => ({ by: 'lambda.amazonaws.com', action: 'sts:AssumeRole', resource: policies.arn(id) })),
    'collectors pull': [
      ...['analytics', 'logs', 'inventory', 'egress']
        .map((name) => role(`Collectors${name}`))
        .flatMap((by) => [...lake(by), ...notices(by)]),
      ...keyed(role('Collectorsanalytics'), 'analytics'),
      ...['logs', 'inventory'].flatMap((name) => keyed(role(`Collectors${name}`), 'compliance')),
    ],
    'the audit computes coverage': lake(role('Audit')),
    'a lake of the former layout is taken over': lake(role('TakeOver')),
    'the allowlist sync brings lists into step': [
      ...lake(role('Watcher')),
      ...notices(role('Watcher')),
      ...keyed(role('Watcher'), 'github'),
      ...calls(
        role('Watcher'),
        ['wafv2:GetIPSet', arn('wafv2', 'regional/ipset/office/set-1')],
        ['wafv2:UpdateIPSet', arn('wafv2', 'regional/ipset/office/set-1')],
        ['ec2:GetManagedPrefixListEntries', arn('ec2', 'prefix-list/pl-0123456789abcdef0')],
        ['ec2:ModifyManagedPrefixList', arn('ec2', 'prefix-list/pl-0123456789abcdef0')],
        ['ec2:DescribeManagedPrefixLists', '*'],
      ),
    ],
    'the report is written': [
      ...failing(role('Report')),
      ...notices(role('Report')),
      ...asking(role('Report')),
      ...calls(
        role('Report'),
        ['s3:PutObject', `${bucket('Data')}/report/index.html`],
        ['s3:GetObject', `${bucket('Data')}/report/index.html`],
        // Whether there is one yet.
        ['s3:ListBucket', bucket('Data')],
      ),
    ],
    'analysts and BI tools ask': [
      ...asking(policies.id('AWS::IAM::ManagedPolicy', 'Analysts')),
      ...calls(
        policies.id('AWS::IAM::ManagedPolicy', 'Analysts'),
        ['athena:ListDatabases', '*'],
        ['athena:ListWorkGroups', '*'],
        ['s3:GetObject', `${bucket('Data')}/report/index.html`],
      ),
    ],
    'the first run starts collectors': [
      ...failing(role('FirstRun')),
      ...['analytics', 'logs', 'inventory', 'egress'].flatMap((name) =>
        calls(role('FirstRun'), ['lambda:InvokeFunction', fn(`Collectors${name}`)]),
      ),
    ],
    'the state machine rebuilds': [
      { by: 'states.amazonaws.com', action: 'sts:AssumeRole', resource: policies.arn(states), context: ofUs },
      ...lake(role('RebuildRebuilder')),
      ...calls(
        states,
        ['lambda:InvokeFunction', fn('Rebuild')],
        ['s3:GetObject', `${bucket('Data')}/rebuild/one.json`],
        ['kms:Decrypt', key('StorageLakeKey')],
        ['states:StartExecution', machine],
        ['states:DescribeExecution', `${execution}:one`],
        ['states:StopExecution', `${execution}:one`],
        ['states:RedriveExecution', `${execution}/Pieces:one`],
        ['logs:CreateLogDelivery', '*'],
        ['xray:PutTraceSegments', '*'],
      ),
    ],
  };
}

/** Statements no call above needs, and why they stand all the same; by what they say. */
export const UNUSED: readonly { readonly says: RegExp; readonly reason: string }[] = [
  { says: /"kms:\*"/, reason: 'the account governs its keys, or nobody could' },
  {
    says: /kms:ViaService/,
    reason: 'made by the CDK for a key that encrypts secrets; lets nobody do what their own policies do not',
  },
  { says: /"Owner"/, reason: 'the owner’s console and command line' },
];
