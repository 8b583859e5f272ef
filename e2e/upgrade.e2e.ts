import { readFile } from 'node:fs/promises';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ObjectStore } from '../src/lake/store/object-store.ts';
import { openStore } from '../src/lake/store/open-store.ts';
import { isFormerLayout } from '../src/tables/layout.ts';
import { TABLES } from '../src/tables/tables.ts';
import { VIEWS } from '../src/views/views.ts';
import { block } from '../test/docs/documented.ts';
import type { Clone } from '../test/docs/fresh-clone.ts';
import type { Resource } from '../test/lib/stack.ts';
import { outputsOf, physicalIds, queryAthena, statusOf, tablesOf } from './clients.ts';
import { formerRelease } from './former-release.ts';
import { type Installation, type LocalAccount, openLocalAccount, SECONDS, STACK } from './local-account.ts';
import { comparableRows, differences } from './same-rows.ts';

/** What holds something that is not made again, or is known to others by its name. */
const STATEFUL = new Set([
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Athena::WorkGroup',
  'AWS::Logs::LogGroup',
  'AWS::StepFunctions::StateMachine',
]);

/** The key of alarms: it encrypted what was on its way to people, and stays in the account. */
const GOES = /^AlarmsKey/;

/** Nothing runs but what the test calls. */
const QUIET = {
  schedules: {},
  auditSchedule: 'rate(1 day)',
  allowlistSchedule: 'rate(1 day)',
  // With one, the first release could not be deployed.
  alarmEmail: undefined,
};

const [copySettings = '', deploy = ''] = block('README.md', 'sh', 4).split('\n');

let account: LocalAccount;
let former: Clone & { readonly commit: string };
let before: { readonly rows: Record<string, string[]>; readonly ids: Map<string, string> };
let lake: ObjectStore;

beforeAll(async () => {
  account = await openLocalAccount();
  former = await formerRelease();
}, 300 * SECONDS);

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(await account.lastWords());
});

afterAll(async () => {
  await former?.remove();
  await account?.close();
});

it(
  'the last release is deployed, and filled',
  async () => {
    const release = await account.install(former);
    await release.shell(copySettings);
    await release.fillIn(QUIET);
    const deployed = await release.shell(deploy);
    expect(deployed.code, deployed.output).toBe(0);
    const outputs = await outputsOf(STACK);
    lake = await openStore(outputs.LakeLocation ?? '');
    const { analyticsKey: analytics, complianceKey: compliance, github } = account.simulator;
    for (const [name, key] of Object.entries({ analytics, compliance, github: github.token }))
      expect(
        await release.codexLake(['keys', 'set', name, '--stack', STACK], { input: `${key}\n` }),
      ).toMatchObject({ code: 0 });
    await callWhatSchedulesCall(release, /^(Collectors|Audit)/);
    const filled = Object.entries(await comparableRows(lake)).filter(([, rows]) => rows.length > 0);
    // Tables the release does not know are the first run's to fill.
    before = { rows: Object.fromEntries(filled), ids: await statefulOf(STACK) };
    expect(filled.length).toBeGreaterThan(15);
    console.log(
      `${former.commit.slice(0, 7)}: ${before.ids.size} resources that hold something, ${Object.values(before.rows).flat().length} rows of ${filled.length} tables`,
    );
  },
  300 * SECONDS,
);

it(
  'is updated by this one in place: nothing that holds something is replaced, and no row differs',
  async () => {
    expect(await account.shell(copySettings)).toMatchObject({ code: 0 });
    await account.fillIn(QUIET);
    const updated = await account.shell(deploy);
    expect(updated.code, updated.output).toBe(0);
    expect(await statusOf(STACK)).toBe('UPDATE_COMPLETE');
    const after = await statefulOf(STACK);
    const staying = [...before.ids].filter(([id]) => !GOES.test(id));
    expect(staying).toHaveLength(before.ids.size - 1);
    const replaced = staying.filter(([id, physical]) => after.get(id) !== physical);
    expect(replaced).toEqual([]);
    expect(differences(before.rows, await comparableRows(lake))).toEqual([]);
  },
  300 * SECONDS,
);

it(
  'its functions go on with what the last one left, and make it anew by the rules of this one',
  async () => {
    await callWhatSchedulesCall(account, /^(?!Report)/);
    // The local Athena takes a table's columns from its files, and not, as AWS's does, from the catalog.
    const rebuilt = await account.codexLake(['rebuild', '--outdated', '--lake', lake.location]);
    expect(rebuilt, rebuilt.output).toMatchObject({ code: 0 });
    await callWhatSchedulesCall(account, /^Report/, 1);
    const rows = await comparableRows(lake);
    const lost = Object.entries(before.rows).filter(
      ([table, was]) => (rows[table]?.length ?? 0) < was.length,
    );
    expect(lost.map(([table]) => table)).toEqual([]);
    const { DatabaseName = '', WorkgroupName = '' } = await outputsOf(STACK);
    const names = (await tablesOf(DatabaseName)).map(({ Name }) => Name);
    expect(names).toEqual(expect.arrayContaining([...TABLES, ...VIEWS].map(({ name }) => name)));
    // The local Athena reads all that is below a table's folder, and not, as AWS's does, what its months name alone. It may be removed.
    await removeFormerLayout(lake);
    const [there] = await queryAthena('SELECT count(*) AS n FROM codex_log', DatabaseName, WorkgroupName);
    expect(Number(there?.n)).toBe(rows.codex_log?.length);
  },
  300 * SECONDS,
);

async function removeFormerLayout(store: ObjectStore): Promise<void> {
  const [, Bucket = ''] = /^s3:\/\/([^/]+)/.exec(store.location) ?? [];
  const s3 = new S3Client();
  for await (const { key } of store.list('lake/'))
    if (isFormerLayout(key)) await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
}

/** Calls, one after another, each function a schedule calls, with what the schedule gives it; all have to end well. */
async function callWhatSchedulesCall(
  { synthesized }: Installation,
  which: RegExp,
  atLeast = 4,
): Promise<void> {
  const { Resources }: { Resources: Record<string, Resource> } = JSON.parse(
    await readFile(synthesized('as-synthesized.json'), 'utf8'),
  );
  const physical = await physicalIds(STACK);
  const lambda = new LambdaClient({ requestHandler: { socketTimeout: 280 * SECONDS } });
  let called = 0;
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== 'AWS::Scheduler::Schedule') continue;
    const fn: string = Properties.Target.Arn['Fn::GetAtt'][0];
    if (!which.test(fn)) continue;
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: physical[fn],
        Payload: Buffer.from(Properties.Target.Input ?? '{}'),
      }),
    );
    expect([fn, FunctionError, FunctionError && Buffer.from(Payload ?? []).toString()]).toEqual([
      fn,
      undefined,
      undefined,
    ]);
    called++;
  }
  expect(called).toBeGreaterThanOrEqual(atLeast);
}

/** Physical ids of what holds something, by logical id. */
async function statefulOf(StackName: string): Promise<Map<string, string>> {
  const { StackResources = [] } = await new CloudFormationClient().send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  return new Map(
    StackResources.filter(({ ResourceType = '' }) => STATEFUL.has(ResourceType)).map(
      ({ LogicalResourceId = '', PhysicalResourceId = '' }) => [LogicalResourceId, PhysicalResourceId],
    ),
  );
}
