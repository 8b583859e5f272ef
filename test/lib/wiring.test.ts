import { readFileSync } from 'node:fs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it } from 'vitest';
import { DASHBOARD } from '../../src/config/metrics.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { KINDS } from '../../src/tables/column.ts';
import { tablePrefix, UNDATED } from '../../src/tables/layout.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { QUESTIONS } from '../../src/views/questions.ts';
import { VIEWS } from '../../src/views/views.ts';
import { type Resource, type Synthesized, synthesize } from './stack.ts';

/** Functions that run at once in a new account, which AWS raises as it is used. */
const SMALLEST_QUOTA = 10;

let made: Synthesized;
beforeAll(async () => {
  made = await synthesize();
});

const properties = (type: string) => made.ofType(type).map(([, { Properties }]) => Properties);

/** Statements of every policy there is, with where they stand. */
function statements(): { at: string; statement: Record<string, unknown> }[] {
  const documents = (resource: Resource) => [
    resource.Properties.PolicyDocument,
    resource.Properties.AssumeRolePolicyDocument,
    resource.Properties.KeyPolicy,
    ...(resource.Properties.Policies ?? []).map(
      (policy: { PolicyDocument: unknown }) => policy.PolicyDocument,
    ),
  ];
  const types = [
    'IAM::Policy',
    'IAM::ManagedPolicy',
    'IAM::Role',
    'S3::BucketPolicy',
    'SQS::QueuePolicy',
    'SNS::TopicPolicy',
  ];
  return types
    .flatMap((type) => made.ofType(`AWS::${type}`))
    .flatMap(([at, resource]) =>
      documents(resource)
        .filter((document) => document !== undefined)
        .flatMap((document) => document.Statement)
        .map((statement) => ({ at, statement })),
    );
}

describe('the catalog', () => {
  it('has one table per definition and one view per file, under the names analysts write', () => {
    const names = properties('AWS::Glue::Table').map(({ TableInput }) => TableInput.Name);
    expect(names.sort()).toEqual([...TABLES, ...VIEWS].map(({ name }) => name).sort());
  });

  it.each(TABLES)('describes each column of $name in its kind and words', (table) => {
    const { TableInput } = properties('AWS::Glue::Table').find((one) => one.TableInput.Name === table.name);
    const columns = TableInput.StorageDescriptor.Columns;
    expect(columns.map(({ Name }: { Name: string }) => Name)).toEqual(Object.keys(table.columns));
    for (const { Name, Type, Comment } of columns) {
      const column = table.columns[Name];
      expect([Name, Type]).toEqual([Name, KINDS[column?.kind ?? 'string'].glue]);
      expect(Comment.length).toBeLessThanOrEqual(255);
      expect(column?.doc.startsWith(Comment.replace(/…$/, ''))).toBe(true);
    }
    expect(JSON.stringify(TableInput.StorageDescriptor.Location)).toContain(`/${tablePrefix(table)}`);
  });

  it('finds months by projection, from the first there can be to that of tomorrow', () => {
    for (const { name, partitionBy } of TABLES) {
      const { TableInput } = properties('AWS::Glue::Table').find((one) => one.TableInput.Name === name);
      const projected = TableInput.Parameters['projection.enabled'] === 'true';
      expect([name, projected]).toEqual([name, partitionBy !== null]);
      if (!projected) continue;
      expect(TableInput.PartitionKeys).toMatchObject([{ Name: 'month', Type: 'string' }]);
      expect(TableInput.Parameters['projection.month.range']).toBe(`${UNDATED.slice(0, 7)},NOW+1DAYS`);
      expect(JSON.stringify(TableInput.Parameters['storage.location.template'])).toMatch(
        /month=\$\{month\}\//,
      );
    }
  });

  it('gives views as Athena itself writes them, so that no query runs at deploy time', () => {
    for (const view of VIEWS) {
      const { TableInput } = properties('AWS::Glue::Table').find((one) => one.TableInput.Name === view.name);
      expect(TableInput).toMatchObject({ TableType: 'VIRTUAL_VIEW', ViewExpandedText: '/* Presto View */' });
      const encoded = /^\/\* Presto View: (\S+) \*\/$/.exec(TableInput.ViewOriginalText)?.[1] ?? '';
      const definition = JSON.parse(Buffer.from(encoded, 'base64').toString());
      expect(definition).toMatchObject({
        originalSql: view.sql,
        catalog: 'awsdatacatalog',
        schema: 'codex_lake',
      });
      expect(definition.columns).toEqual(
        view.columns.map(({ name, kind }) => ({ name, type: KINDS[kind].trino })),
      );
    }
  });
});

describe('saved queries', () => {
  it('are there for every question, in the workgroup and the database', () => {
    const saved = properties('AWS::Athena::NamedQuery');
    expect(saved.map(({ Name }) => Name).sort()).toEqual(QUESTIONS.map(({ question }) => question).sort());
    for (const { Database, WorkGroup, Name, Description } of saved) {
      expect([Database, WorkGroup]).toEqual(['codex_lake', 'CodexLake']);
      // What Athena takes.
      expect(Name.length).toBeLessThanOrEqual(128);
      expect(Description.length).toBeLessThanOrEqual(1024);
    }
  });
});

describe('collectors', () => {
  it('have one schedule per configured source', () => {
    const asked = properties('AWS::Scheduler::Schedule').flatMap(
      ({ Target }) => JSON.parse(Target.Input).sources ?? [],
    );
    expect(asked.sort()).toEqual(SOURCES.map(({ name }) => name).sort());
  });

  it('read only what is configured, at the pace that is configured', async () => {
    const few = await synthesize({
      organizations: [],
      sources: ['usage', 'APP_LOG'],
      deployment: { schedules: { APP_LOG: 'rate(7 minutes)' } },
    });
    const schedules = few.ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
    const paces = schedules.map(({ Target, ScheduleExpression }) => [
      JSON.parse(Target.Input).sources?.[0],
      ScheduleExpression,
    ]);
    expect(paces).toEqual(
      expect.arrayContaining([
        ['usage', 'rate(1 hour)'],
        ['APP_LOG', 'rate(7 minutes)'],
      ]),
    );
    expect(paces.filter(([source]) => source !== undefined)).toHaveLength(2);
  });

  it('share a key: one call reads its sources one after another, and a first deployment starts no more than a new account can run', () => {
    const all = properties('AWS::Scheduler::Schedule');
    expect(new Set(all.map(({ Target }) => JSON.stringify(Target.Arn))).size).toBe(all.length);
    const atOnce = all.filter(({ ScheduleExpression }) => ScheduleExpression.startsWith('rate'));
    const run = firstRun();
    expect(run.calls.length + atOnce.length).toBeLessThanOrEqual(SMALLEST_QUOTA);
    const started = run.calls.flatMap(({ input }: { input: string }) => JSON.parse(input).sources);
    expect(started.toSorted()).toEqual(SOURCES.map(({ name }) => name).toSorted());
  });

  it('never lose a call: every schedule and every function has its failure path', () => {
    for (const { Target, FlexibleTimeWindow } of properties('AWS::Scheduler::Schedule')) {
      expect(Target.DeadLetterConfig.Arn).toBeDefined();
      expect(Target.RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
      expect(FlexibleTimeWindow.Mode).toBe('FLEXIBLE');
    }
    const withFailurePath = properties('AWS::Lambda::EventInvokeConfig').filter(
      ({ DestinationConfig }) => DestinationConfig.OnFailure.Destination !== undefined,
    );
    expect(withFailurePath).toHaveLength(made.ofType('AWS::Lambda::Function').length);
  });

  it('run on arm64 and Node 24, with memory, time and log retention said, and no reserved concurrency', () => {
    const functions = properties('AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(4);
    for (const fn of functions) {
      expect(fn).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
      });
      expect(fn.MemorySize).toBeGreaterThan(0);
      expect(fn.Timeout).toBeGreaterThan(0);
      expect(fn.LoggingConfig.LogGroup).toBeDefined();
      expect(fn).not.toHaveProperty('ReservedConcurrentExecutions');
    }
    for (const group of properties('AWS::Logs::LogGroup')) expect(group.RetentionInDays).toBe(90);
  });
});

describe('traces', () => {
  const modes = ({ ofType }: Synthesized) =>
    new Set(ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.TracingConfig.Mode));

  it('are a setting: without it nothing is traced, which is said to functions that were, and nobody may send any', async () => {
    expect(modes(made)).toEqual(new Set(['PassThrough']));
    expect(JSON.stringify(made.resources)).not.toContain('xray:');
    const traced = await synthesize({ deployment: { traces: true } });
    expect(modes(traced)).toEqual(new Set(['Active']));
    for (const [stack, Enabled] of [
      [made, false],
      [traced, true],
    ] as const)
      for (const [, { Properties }] of stack.ofType('AWS::StepFunctions::StateMachine'))
        expect(Properties.TracingConfiguration).toEqual({ Enabled });
  });
});

describe('what runs', () => {
  it('does not begin before everything else is made, so that a first deployment that fails leaves empty buckets', () => {
    const [[ready, handle] = ['', undefined]] = made.ofType('AWS::CloudFormation::WaitConditionHandle');
    const starting = ['AWS::Scheduler::Schedule', 'AWS::CloudFormation::CustomResource']
      .flatMap(made.ofType)
      // Finds nothing to take over in a new lake, and writes nothing.
      .filter(([id]) => !id.startsWith('TakeOver'));
    expect(starting.length).toBeGreaterThan(5);
    for (const [id, { DependsOn }] of starting)
      expect([id, DependsOn]).toEqual([id, expect.arrayContaining([ready])]);
    const after = new Set([ready, ...(handle?.DependsOn ?? []), ...starting.map(([id]) => id)]);
    const others = Object.keys(made.resources).filter((id) => !after.has(id));
    expect(others.filter((id) => !/^(Timetable|FirstRun)/.test(id))).toEqual([]);
  });
});

const firstRun = () =>
  properties('AWS::CloudFormation::CustomResource').find(({ calls }) => calls !== undefined);

describe('the take-over', () => {
  it('names objects of the layout only once a lake of the former one is taken over', () => {
    const [[taken] = ['']] = made
      .ofType('AWS::CloudFormation::CustomResource')
      .filter(([id]) => id.startsWith('TakeOver'));
    for (const [id, { DependsOn }] of made.ofType('AWS::Glue::Table'))
      expect([id, DependsOn]).toEqual([id, expect.arrayContaining([taken])]);
  });
});

describe('the first run', () => {
  it('keeps a deployment waiting for minutes at most when its answer is lost', () => {
    expect(Number(firstRun().ServiceTimeout)).toBeLessThanOrEqual(600);
  });
});

describe('the state machine', () => {
  it('is made after what lets it write its log, and keeps the logical id its name is bound to', () => {
    const [[id, machine] = ['', undefined]] = made.ofType('AWS::StepFunctions::StateMachine');
    expect([id, machine?.Properties.StateMachineType]).toEqual(['RebuildMachineA9D877FA', 'STANDARD']);
    const ofItsRole = made
      .ofType('AWS::IAM::Policy')
      .find(([name]) => name.startsWith('RebuildRoleDefaultPolicy'));
    expect(machine?.DependsOn).toContain(ofItsRole?.[0]);
  });

  it('names no partition', () => {
    const [machine] = properties('AWS::StepFunctions::StateMachine');
    expect(JSON.stringify(machine)).not.toContain('arn:aws:');
  });
});

/** When the stack goes or a resource is replaced; what a first deployment made before it failed is taken away again. */
const KEPT = 'RetainExceptOnCreate';

describe('storage', () => {
  it('is kept when the stack goes, versioned, encrypted and for TLS only', () => {
    const buckets = made.ofType('AWS::S3::Bucket');
    expect(buckets).toHaveLength(3);
    for (const [, { DeletionPolicy, Properties }] of buckets) {
      expect(DeletionPolicy).toBe(KEPT);
      expect(Properties.BucketEncryption).toBeDefined();
      expect(Properties.PublicAccessBlockConfiguration.BlockPublicAcls).toBe(true);
    }
    for (const [, { DeletionPolicy }] of made.ofType('AWS::KMS::Key')) expect(DeletionPolicy).toBe(KEPT);
    const data = properties('AWS::S3::Bucket').find(({ VersioningConfiguration }) => VersioningConfiguration);
    expect(data.VersioningConfiguration.Status).toBe('Enabled');
    for (const policy of properties('AWS::S3::BucketPolicy'))
      expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
  });

  it('archives nothing that Athena reads', () => {
    for (const { LifecycleConfiguration } of properties('AWS::S3::Bucket'))
      for (const { Prefix, Transitions } of LifecycleConfiguration.Rules)
        if (Transitions !== undefined) expect(['raw/', 'quarantine/']).toContain(Prefix);
  });

  it('goes with the stack only when both keys are turned', async () => {
    const both = await synthesize({ deployment: { destroyDataWithStack: true } }, { destroyData: true });
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key'])
      for (const [, { DeletionPolicy }] of both.ofType(type)) expect(DeletionPolicy).toBe('Delete');
    const one = await synthesize({ deployment: { destroyDataWithStack: true } });
    for (const [, { DeletionPolicy }] of one.ofType('AWS::S3::Bucket')) expect(DeletionPolicy).toBe(KEPT);
    expect([both.stack.terminationProtection, one.stack.terminationProtection]).toEqual([false, true]);
  });

  it('keeps its logical ids: another id would be another, empty bucket', () => {
    const stateful = [
      'AWS::S3::Bucket',
      'AWS::KMS::Key',
      'AWS::Glue::Database',
      'AWS::SecretsManager::Secret',
      'AWS::Athena::WorkGroup',
    ];
    expect(stateful.flatMap((type) => made.ofType(type).map(([id]) => id)).sort()).toMatchInlineSnapshot(`
      [
        "CatalogDatabaseE63956BB",
        "Keysanalytics4A79C48C",
        "KeyscomplianceCEDA6798",
        "KeysgithubD73305C5",
        "StorageAccessLogs96FB524C",
        "StorageData6BB23F4E",
        "StorageLakeKey01763C57",
        "StorageRawKey419B62FB",
        "StorageResultsB2A4FB2E",
        "WorkgroupWorkGroup10BB3C95",
      ]
    `);
  });
});

describe('what has a name of its own', () => {
  it('keeps its logical id too: a second of that name cannot be made', async () => {
    const own = await synthesize({
      allowlist: { targets: [{ kind: 'waf', create: true }] },
      deployment: { dashboard: true },
    });
    const named = [
      'AWS::StepFunctions::StateMachine',
      'AWS::CloudWatch::Dashboard',
      'AWS::WAFv2::IPSet',
      'AWS::CloudWatch::Alarm',
    ];
    expect(named.flatMap((type) => own.ofType(type).map(([id]) => id)).sort()).toMatchInlineSnapshot(`
      [
        "Dashboard7A714131",
        "RebuildMachineA9D877FA",
        "WatchabouttobelostC247F025",
        "WatchallowlistdriftedC835D10B",
        "WatchallowlistfailedF73C2C16",
        "Watchdamaged7DCA0CEA",
        "WatcherIpSets0ipv49FF61F64",
        "WatcherIpSets0ipv69C64AD18",
        "Watchfailed0BDB4843",
        "Watchfeedstale69AD3393",
        "Watchguardtripped3AE2969B",
        "Watchkeyrefused3F5F4691",
        "Watchquarantined3EE5FE86",
        "WatchrangesunplacedC75C386D",
        "WatchshrinkingBDFEDA37",
        "Watchstale50A8D414",
      ]
    `);
  });
});

describe('permissions', () => {
  it('name their actions: none has a wildcard', () => {
    for (const { at, statement } of statements()) {
      if (statement.Effect === 'Deny') continue;
      for (const action of [statement.Action].flat())
        expect([at, action]).not.toEqual([at, expect.stringContaining('*')]);
    }
  });

  it('let nobody delete data', () => {
    const actions = statements()
      .filter(({ statement }) => statement.Effect === 'Allow')
      .flatMap(({ statement }) => [statement.Action].flat());
    expect(actions.filter((action) => /^s3:Delete/.test(String(action)))).toEqual([]);
  });

  it('let analysts read tables and nothing of the originals', () => {
    const [policy] = properties('AWS::IAM::ManagedPolicy');
    const all: { Sid: string; Effect: string; Resource: unknown }[] = policy.PolicyDocument.Statement;
    const reads = all
      .filter(({ Effect }) => Effect === 'Allow')
      .map(({ Resource }) => JSON.stringify(Resource));
    expect(reads.some((resource) => resource.includes('/lake/*'))).toBe(true);
    expect(reads.some((resource) => /\/raw|RawKey/.test(resource))).toBe(false);
    const denied = all.find(({ Effect }) => Effect === 'Deny');
    expect(JSON.stringify(denied?.Resource)).toMatch(/\/private\/\*.*\/quarantine\/\*.*\/raw\/\*/);
  });

  it('pass the rules of AwsSolutions and Serverless, but for what is waived where it stands', () => {
    for (const pack of [new AwsSolutionsChecks(), new ServerlessChecks()]) {
      const { violations } = pack.validateScope(made.stack);
      expect(
        violations.map(({ ruleName, violatingResources }) => [
          ruleName,
          violatingResources[0]?.constructPath,
        ]),
      ).toEqual([]);
    }
  });
});

describe('the allowlist sync', () => {
  it('may touch the lists it is given and no others', async () => {
    const given = await synthesize({
      allowlist: {
        targets: [
          { kind: 'waf', ipv4: { name: 'office', id: 'set-1' } },
          { kind: 'prefix-list', ipv4: ['pl-0123456789abcdef0'] },
        ],
      },
    });
    const policies = JSON.stringify(
      given.ofType('AWS::IAM::Policy').filter(([id]) => id.startsWith('Watcher')),
    );
    expect(policies).toContain('regional/ipset/office/set-1');
    expect(policies).toContain('prefix-list/pl-0123456789abcdef0');
    expect(policies).not.toMatch(/ipset\/\*|prefix-list\/\*/);
  });

  it('has IP sets of its own where it is told to, and fills just those', async () => {
    const own = await synthesize({ allowlist: { targets: [{ kind: 'waf', create: true }] } });
    const sets = own.ofType('AWS::WAFv2::IPSet');
    expect(sets.map(([, { Properties }]) => [Properties.IPAddressVersion, Properties.Addresses])).toEqual([
      ['IPV4', []],
      ['IPV6', []],
    ]);
    const watcher = own.ofType('AWS::Lambda::Function').find(([id]) => id.startsWith('Watcher'));
    const told = JSON.stringify(watcher?.[1].Properties.Environment.Variables.CODEX_LAKE_ALLOWLIST);
    for (const [id] of sets) expect(told).toContain(`"${id}","Id"`);
    const { violations } = new AwsSolutionsChecks().validateScope(own.stack);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });
});

describe('IP sets the stack makes', () => {
  it('have a name for each target, keep it wherever that stands, and are refused without', async () => {
    const unnamed = { kind: 'waf', create: true };
    const named = { ...unnamed, name: 'connectors', feeds: ['chatgpt-connectors'] };
    const files = { kind: 'files' };
    const namesOf = async (targets: readonly object[]) =>
      Object.fromEntries(
        (await synthesize({ allowlist: { targets } }))
          .ofType('AWS::WAFv2::IPSet')
          .map(([id, { Properties }]) => [Properties.Name, id]),
      );
    const two = await namesOf([unnamed, named]);
    expect(two).toMatchObject({
      // As in the first release.
      'CodexLake-egress-ipv4': 'WatcherIpSets0ipv49FF61F64',
      'CodexLake-egress-ipv6': 'WatcherIpSets0ipv69C64AD18',
      'CodexLake-egress-connectors-ipv4': expect.any(String),
      'CodexLake-egress-connectors-ipv6': expect.any(String),
    });
    expect(two).toMatchObject(await namesOf([files, named]));
    await expect(namesOf([unnamed, unnamed])).rejects.toThrow(/several targets need a name each/);
    await expect(namesOf([named, named])).rejects.toThrow(/several targets need a name each/);
    await expect(namesOf([{ ...named, create: false }])).rejects.toThrow(/sets the stack makes/);
  });

  const sets = async (settings: object) => {
    const own = await synthesize({ allowlist: { targets: [{ kind: 'waf', create: true }] }, ...settings });
    return own.ofType('AWS::WAFv2::IPSet');
  };

  it('never change with the stack: an update would send the empty list the template has', async () => {
    const before = await sets({});
    expect(
      await sets({
        identity: 'pseudonym',
        deployment: {
          tags: { 'cost-center': '1234', application: 'other' },
          alarmEmail: 'operator@example.com',
        },
      }),
    ).toEqual(before);
    expect(before).toMatchInlineSnapshot(`
      [
        [
          "WatcherIpSets0ipv49FF61F64",
          {
            "Properties": {
              "Addresses": [],
              "Description": "Egress ranges OpenAI publishes, kept by Codex Lake",
              "IPAddressVersion": "IPV4",
              "Name": "CodexLake-egress-ipv4",
              "Scope": "REGIONAL",
              "Tags": [
                {
                  "Key": "application",
                  "Value": "codex-lake",
                },
              ],
            },
            "Type": "AWS::WAFv2::IPSet",
          },
        ],
        [
          "WatcherIpSets0ipv69C64AD18",
          {
            "Properties": {
              "Addresses": [],
              "Description": "Egress ranges OpenAI publishes, kept by Codex Lake",
              "IPAddressVersion": "IPV6",
              "Name": "CodexLake-egress-ipv6",
              "Scope": "REGIONAL",
              "Tags": [
                {
                  "Key": "application",
                  "Value": "codex-lake",
                },
              ],
            },
            "Type": "AWS::WAFv2::IPSet",
          },
        ],
      ]
    `);
  });
});

describe('alarms', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const headings = [...runbook.matchAll(/^## (\S+)$/gm)].map(([, heading]) => heading);

  it('each have their section in the runbook, and each section its alarm', async () => {
    const all = await synthesize({
      allowlist: { targets: [{ kind: 'files' }] },
      deployment: { keyLimitDays: 90 },
    });
    const leadsTo = all
      .ofType('AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => /docs\/runbook\.md#(\S+)$/.exec(Properties.AlarmDescription)?.[1] ?? '');
    expect(leadsTo.length).toBeGreaterThan(5);
    expect(leadsTo.sort()).toEqual(headings.sort());
  });

  it('tell somebody, also when it is over', () => {
    for (const alarm of properties('AWS::CloudWatch::Alarm')) {
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.OKActions).toHaveLength(1);
    }
  });

  it('have sections that say what it is, where to look and what to do', () => {
    for (const section of runbook.split(/^## (?=[a-z])/m).slice(1))
      expect(section).toMatch(
        /\*\*Description\.\*\*[\s\S]+\*\*Investigation\.\*\*[\s\S]+\*\*Resolution\.\*\*/,
      );
  });

  it('watch the stack as a whole, as CloudWatch charges for each source by itself', () => {
    const onOurs = properties('AWS::CloudWatch::Alarm').filter(({ Namespace }) => Namespace === 'CodexLake');
    expect(onOurs.length).toBeGreaterThan(5);
    for (const { Dimensions } of onOurs) expect(Dimensions).toMatchObject([{ Name: 'service' }]);
  });

  it('are those of what there is: of allowlists only where there is a list', () => {
    const ofLists = /guard-tripped|feed-stale|allowlist-|ranges-unplaced/;
    const names = properties('AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);
    expect(names.filter((name) => ofLists.test(name))).toEqual([]);
  });

  it('are all there is by default: a dashboard is a setting, and functions are told of it', async () => {
    const told = ({ ofType }: Synthesized) =>
      ofType('AWS::Lambda::Function').filter(
        ([, { Properties }]) => Properties.Environment.Variables[DASHBOARD] !== undefined,
      );
    expect([made.ofType('AWS::CloudWatch::Dashboard'), told(made)]).toEqual([[], []]);
    const drawn = await synthesize({ deployment: { dashboard: true } });
    expect(drawn.ofType('AWS::CloudWatch::Dashboard')).toHaveLength(1);
    expect(told(drawn)).toEqual(drawn.ofType('AWS::Lambda::Function'));
  });

  it('go to a topic that leaves its owner what SNS would without a policy of its own', () => {
    const [{ PolicyDocument }] = properties('AWS::SNS::TopicPolicy');
    const owner = PolicyDocument.Statement.find(({ Sid }: { Sid?: string }) => Sid === 'Owner');
    expect(owner).toMatchObject({
      Effect: 'Allow',
      Action: expect.arrayContaining(['sns:Subscribe', 'sns:Publish']),
    });
    expect(JSON.stringify(owner.Principal)).toContain(':root');
  });

  it('go to the address that was given', async () => {
    const told = await synthesize({ deployment: { alarmEmail: 'operator@example.com' } });
    expect(told.ofType('AWS::SNS::Subscription').map(([, { Properties }]) => Properties.Endpoint)).toEqual([
      'operator@example.com',
    ]);
  });
});
