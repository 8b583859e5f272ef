import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AthenaClient, GetNamedQueryCommand, ListNamedQueriesCommand } from '@aws-sdk/client-athena';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Table as GlueTable } from '@aws-sdk/client-glue';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mergeCidr } from 'cidr-tools';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../simulator/simulator.ts';
import { DRAWN, METRICS } from '../src/config/metrics.ts';
import { folderStore } from '../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../src/lake/store/object-store.ts';
import { openStore } from '../src/lake/store/open-store.ts';
import { SOURCES } from '../src/sources/sources.ts';
import { dayOfKey } from '../src/tables/layout.ts';
import { TABLES } from '../src/tables/tables.ts';
import { addDays, dayOf } from '../src/tables/utc-day.ts';
import { QUESTIONS } from '../src/views/questions.ts';
import { VIEWS } from '../src/views/views.ts';
import { block } from '../test/docs/documented.ts';
import { rowsOf } from '../test/harness/pull-fixture.ts';
import { synthesize } from '../test/lib/stack.ts';
import {
  bucketsOf,
  isProtected,
  keysOf,
  outputsOf,
  physicalIds,
  queryAthena,
  statusOf,
  tablesOf,
  unprotect,
} from './clients.ts';
import { evaluateCalls } from './evaluated-calls.ts';
import { prefixesOf } from './lists.ts';
import { eventually, type LocalAccount, openLocalAccount, SECONDS, STACK } from './local-account.ts';
import { comparableRows, differences } from './same-rows.ts';
import { explained } from './statements-without-calls.ts';
import { makeByHand } from './unknown-types.ts';

/** The README's way to a deployment, line by line. */
const [copySettings = '', deploy = '', setKey = '', doctor = ''] = block('README.md', 'sh', 4).split('\n');

const ELSEWHERE = { account: '111122223333', region: 'eu-central-1' };
const KEY_ARN = `arn:aws:kms:${ELSEWHERE.region}:${ELSEWHERE.account}:key/12345678-90ab-cdef-1234-567890abcdef`;

/** Parts of a stack that are not deployed here. */
const OTHER_PARTS: readonly Readonly<Record<string, unknown>>[] = [
  {
    allowlist: { targets: [{ kind: 'waf', create: true }] },
    deployment: {
      network: { create: true, of: 'upstream' },
      alarmEmail: 'operator@example.com',
      permissionsBoundary: 'a-boundary',
      tags: { 'cost-center': '1234' },
      dashboard: true,
      traces: true,
    },
  },
  {
    deployment: {
      existing: { bucket: 'a-lake', lakeKeyArn: KEY_ARN, rawKeyArn: KEY_ARN },
      network: {
        vpcId: 'vpc-0123456789abcdef0',
        subnetIds: ['subnet-0123456789abcdef1'],
        securityGroupIds: ['sg-0123456789abcdef0'],
      },
    },
  },
];

let account: LocalAccount;
let simulator: Simulator;
let outputs: Record<string, string>;
let callsOfFailed: number;
let lake: ObjectStore;
/** Where the same is pulled to on the spot. */
const localLake = () => join(account.folder, 'lake');

beforeAll(async () => {
  account = await openLocalAccount();
  simulator = account.simulator;
}, 300 * SECONDS);

// What the local AWS and its functions said is gone with the folder.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(await account.lastWords());
});

afterAll(() => account?.close());

describe('a deployment', () => {
  it(
    'that fails half way leaves nothing behind, and can be tried again',
    async () => {
      expect(await account.shell(copySettings)).toMatchObject({ code: 0 });
      await account.fillIn();
      const failed = await account.shell(deploy, { variables: { FAIL_HALF_WAY: 'yes' } });
      expect(failed.code).not.toBe(0);
      expect(await statusOf(STACK)).toMatch(/^ROLLBACK_(COMPLETE|FAILED)$/);
      expect(await bucketsOf(STACK)).toEqual([]);
      callsOfFailed = (await account.calls()).length;
    },
    300 * SECONDS,
  );

  it(
    'is what the README says, in a fresh clone, and protects the stack when it is there',
    async () => {
      const deployed = await account.shell(deploy);
      expect(deployed).toMatchObject({ code: 0, output: expect.stringContaining(`✅  ${STACK}`) });
      const byHand = await makeByHand(
        account.synthesized('as-synthesized.json'),
        account.synthesized(`${STACK}.template.json`),
      );
      console.log(`made through their own APIs: ${byHand.join(', ') || 'nothing'}`);
      expect(await isProtected(STACK)).toBe(true);
      outputs = await outputsOf(STACK);
      lake = await openStore(outputs.LakeLocation ?? '');
    },
    300 * SECONDS,
  );

  it(
    'has something to see at once: ranges without a key, and who has none yet',
    async () => {
      await eventually('first run of every source', async () => {
        const runs = await rowsOf(lake, 'SELECT DISTINCT source FROM runs');
        return runs.length === SOURCES.length;
      });
      const missing = await rowsOf(lake, `SELECT DISTINCT source FROM runs WHERE outcome = 'not configured'`);
      expect(missing).toHaveLength(SOURCES.length - 1);
      expect(await rowsOf(lake, 'SELECT 1 FROM egress_ip_ranges LIMIT 1')).toHaveLength(1);
    },
    300 * SECONDS,
  );

  it(
    'takes its keys from the command line, and shows none',
    async () => {
      const keys = [simulator.analyticsKey, simulator.complianceKey, simulator.github.token];
      const lines = block('docs/deploy.md', 'sh', 1).split('\n');
      expect(lines).toHaveLength(keys.length);
      for (const [i, line] of [setKey, ...lines].entries()) {
        const key = keys[Math.max(0, i - 1)] ?? '';
        const set = await account.shell(line, { input: `${key}\n` });
        expect(set).toMatchObject({ code: 0 });
        expect(set.output).not.toContain(key);
      }
    },
    60 * SECONDS,
  );

  it(
    'fills the lake by its schedules alone',
    async () => {
      await eventually(
        'a full run of every source',
        async () => {
          const runs = await rowsOf(
            lake,
            `SELECT DISTINCT source FROM runs WHERE outcome = 'done' AND "full"`,
          );
          return runs.length === SOURCES.length;
        },
        400,
      );
    },
    420 * SECONDS,
  );

  it(
    'makes the lake a pull on a laptop makes, row for row',
    async () => {
      const digestKey = Buffer.from((await lake.read('private/digest-key')) ?? []).toString('hex');
      const pulled = await account.codexLake(['pull', '--lake', localLake(), '--json'], {
        variables: {
          CODEX_LAKE_WORKSPACES: simulator.workspaceId,
          CODEX_LAKE_ORGANIZATIONS: simulator.organizationId,
          CODEX_LAKE_API_BASE: simulator.apiBase,
          CODEX_LAKE_RANGES_BASE: simulator.rangesBase,
          CODEX_LAKE_PACED: 'false',
          CODEX_LAKE_DIGEST_KEY: digestKey,
          OPENAI_ANALYTICS_KEY: simulator.analyticsKey,
          OPENAI_COMPLIANCE_KEY: simulator.complianceKey,
        },
      });
      expect(pulled).toMatchObject({ code: 0 });
      // Logs are forgotten after 30 days, to the minute: on this day, between the two pulls.
      const forgotten = [0, 1].map((days) => addDays(dayOf(new Date()), -30 - days));
      const here = await comparableRows(folderStore(localLake()), forgotten);
      const there = await comparableRows(lake, forgotten);
      expect(differences(here, there)).toEqual([]);
      const rows = Object.values(here).flat().length;
      expect(rows).toBeGreaterThan(1000);
      console.log(`${rows} rows of ${Object.keys(here).length} tables are the same`);
    },
    180 * SECONDS,
  );
});

describe('the template', () => {
  it('is one cfn-lint finds neither errors nor warnings in, as deployed and with every part there may be', async () => {
    const templates = [account.synthesized('as-synthesized.json')];
    for (const [i, settings] of OTHER_PARTS.entries()) {
      const { template } = await synthesize(settings, { env: ELSEWHERE });
      const file = join(account.folder, `other-parts-${i}.json`);
      await writeFile(file, JSON.stringify(template.toJSON()));
      templates.push(file);
    }
    const linted = await account.run('cfn-lint', '--', ...templates);
    expect(linted).toMatchObject({ code: 0, output: '' });
  });
});

describe('the catalog', () => {
  let tables: GlueTable[];
  beforeAll(async () => {
    tables = await tablesOf(outputs.DatabaseName ?? '');
  });

  it('has every table and every view', () => {
    expect(tables.map(({ Name }) => Name).sort()).toEqual(
      [...TABLES, ...VIEWS].map(({ name }) => name).sort(),
    );
  });

  it('answers what the page on deploying asks', async () => {
    const rows = await queryAthena(
      block('docs/deploy.md', 'sql'),
      outputs.DatabaseName ?? '',
      outputs.WorkgroupName ?? '',
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  it('lets Athena count what DuckDB counts, also from the command line', async () => {
    const sql = 'SELECT count(*) AS events, count(DISTINCT event_id) AS ids FROM codex_log';
    const asked = await account.codexLake(['query', '--athena', '--stack', STACK, '--format', 'json', sql]);
    expect(asked).toMatchObject({ code: 0 });
    const [here] = await rowsOf(lake, 'SELECT count(DISTINCT event_id)::INTEGER AS ids FROM codex_log');
    expect(Number(here?.ids)).toBeGreaterThan(100);
    expect(JSON.parse(asked.stdout)).toEqual([{ events: here?.ids, ids: here?.ids }]);
  });

  it(
    'lets Athena answer every view as DuckDB does on a laptop',
    async () => {
      const pulled = VIEWS.filter(({ needs }) => !needs.some((table) => table.startsWith('allowlist_')));
      const counts = pulled.map(({ name }) => `SELECT '${name}' AS name, count(*) AS n FROM ${name}`);
      const sql = `${counts.join('\nUNION ALL ')}\nORDER BY name`;
      const there = await queryAthena(sql, outputs.DatabaseName ?? '', outputs.WorkgroupName ?? '');
      const local = await account.codexLake(['query', '--lake', localLake(), '--format', 'json', sql]);
      const here: { name: string; n: number }[] = JSON.parse(local.stdout);
      expect(there.map(({ name, n }) => [name, Number(n)])).toEqual(here.map(({ name, n }) => [name, n]));
      expect(here.length).toBeGreaterThan(40);
    },
    300 * SECONDS,
  );
});

describe('allowlists', () => {
  it(
    'are filled by the schedule: WAF, prefix lists, GitHub and files, with what the feed says',
    async () => {
      const published = await rowsOf(lake, `SELECT DISTINCT prefix FROM egress_ip_ranges`);
      const wanted = published.map(({ prefix }) => String(prefix)).filter((prefix) => !prefix.includes(':'));
      const github = () =>
        simulator.github.organization.entries.filter(({ name }) => name?.startsWith('codex-lake:')).length;
      await eventually('lists in step', async () => {
        const { waf } = await prefixesOf(account.lists);
        return waf.length === wanted.length && github() === wanted.length;
      });
      const { waf, ec2 } = await prefixesOf(account.lists);
      expect(new Set(waf)).toEqual(new Set(wanted));
      // Neighbours are joined there, and exactly so.
      expect(new Set(mergeCidr(ec2))).toEqual(new Set(mergeCidr(wanted)));
      const file = JSON.parse(
        Buffer.from((await lake.read('allowlists/openai-egress/ranges.json')) ?? []).toString(),
      );
      expect(JSON.stringify(file)).toContain(String(wanted[0]));
      await eventually('history', async () => {
        const done = await rowsOf(
          lake,
          `SELECT DISTINCT target FROM allowlist_syncs WHERE outcome = 'changed'`,
        );
        return done.length === 4;
      });
    },
    300 * SECONDS,
  );
});

describe('saved queries', () => {
  it(
    'each run in Athena',
    async () => {
      const athena = new AthenaClient();
      const { NamedQueryIds = [] } = await athena.send(
        new ListNamedQueriesCommand({ WorkGroup: outputs.WorkgroupName }),
      );
      expect(NamedQueryIds).toHaveLength(QUESTIONS.length);
      for (const NamedQueryId of NamedQueryIds) {
        const { NamedQuery } = await athena.send(new GetNamedQueryCommand({ NamedQueryId }));
        await queryAthena(
          NamedQuery?.QueryString ?? '',
          outputs.DatabaseName ?? '',
          outputs.WorkgroupName ?? '',
        );
      }
    },
    300 * SECONDS,
  );
});

describe('the report', () => {
  it(
    'is written from what Athena answers, and put into the lake',
    async () => {
      const { Functions = [] } = await new LambdaClient().send(new ListFunctionsCommand({}));
      const writer = Functions.find(({ FunctionName = '' }) => FunctionName.includes('ReportWriter'));
      const written = await new LambdaClient().send(
        new InvokeCommand({ FunctionName: writer?.FunctionName }),
      );
      expect(Buffer.from(written.Payload ?? []).toString()).toMatch(/"key": ?"report\//);
      const page = Buffer.from((await lake.read('report/index.html')) ?? []).toString();
      expect(page).toContain('<html');
      expect(page.length).toBeLessThan(2_000_000);
    },
    300 * SECONDS,
  );
});

describe('a rebuild', () => {
  it(
    'by the state machine puts right what was broken, from originals alone',
    async () => {
      const before = await rowsOf(lake, 'SELECT * FROM usage_user_day ORDER BY ALL');
      // A month's figures in the place of those of a longer one: in that of a shorter one, they would be more rows, and stay.
      const months = (await Array.fromAsync(lake.list('lake/usage_user_day/'))).slice(-2);
      const [short, long] = months.toSorted((one, other) => one.size - other.size);
      const another = await lake.read(short?.key ?? '');
      await lake.put(long?.key ?? '', another ?? new Uint8Array(), long ?? 'absent');
      expect(await rowsOf(lake, 'SELECT * FROM usage_user_day ORDER BY ALL')).not.toEqual(before);

      const states = new SFNClient();
      const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
      const machine = stateMachines.find(({ name }) => name === outputs.RebuildMachineName);
      const { executionArn } = await states.send(
        new StartExecutionCommand({
          stateMachineArn: machine?.stateMachineArn,
          input: JSON.stringify({
            plan: { tables: ['usage_user_day'], since: dayOfKey(months[0]?.key ?? '') },
            verify: false,
          }),
        }),
      );
      await eventually('the end of the rebuild', async () => {
        const { status, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
        if (status !== 'RUNNING') expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
        return status === 'SUCCEEDED';
      });
      expect(await rowsOf(lake, 'SELECT * FROM usage_user_day ORDER BY ALL')).toEqual(before);
    },
    300 * SECONDS,
  );
});

describe('a failure', () => {
  const queue = new SQSClient({ useQueueUrlAsEndpoint: false });
  const receive = async () => {
    const { Messages = [] } = await queue.send(
      new ReceiveMessageCommand({
        QueueUrl: outputs.FailuresQueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
      }),
    );
    return Messages;
  };

  it(
    'is kept with what was asked, and can be asked again once it is mended',
    async () => {
      const setKey = (key: string) =>
        account.codexLake(['keys', 'set', 'analytics', '--stack', STACK], { input: key });
      // Twice: of one that is refused, the one before would serve.
      await setKey('another-key-upstream-does-not-know');
      await setKey('a-key-upstream-does-not-know');
      // As the scheduler of AWS does it; the local one waits for its calls, and keeps no failure.
      const { Functions = [] } = await new LambdaClient().send(new ListFunctionsCommand({}));
      await new LambdaClient().send(
        new InvokeCommand({
          FunctionName: Functions.find(({ FunctionName = '' }) => FunctionName.includes('analytics'))
            ?.FunctionName,
          InvocationType: 'Event',
          Payload: Buffer.from(JSON.stringify({ sources: ['usage'] })),
        }),
      );
      let failed: { requestPayload: object; requestContext: { functionArn: string } } | undefined;
      await eventually('a message of what failed', async () => {
        for (const { Body = '', ReceiptHandle } of await receive()) {
          failed ??= JSON.parse(Body);
          await queue.send(new DeleteMessageCommand({ QueueUrl: outputs.FailuresQueueUrl, ReceiptHandle }));
        }
        return failed !== undefined;
      });
      expect(failed?.requestPayload).toHaveProperty('sources');
      expect(JSON.stringify(failed)).not.toMatch(/a-key-upstream|another-key-upstream/);

      await setKey(simulator.analyticsKey);
      const again = await new LambdaClient().send(
        new InvokeCommand({
          FunctionName: failed?.requestContext.functionArn,
          Payload: Buffer.from(JSON.stringify(failed?.requestPayload)),
        }),
      );
      expect(again.FunctionError).toBeUndefined();
      expect(JSON.parse(Buffer.from(again.Payload ?? []).toString())).toMatchObject({
        sources: [{ outcome: 'done' }],
      });
    },
    300 * SECONDS,
  );

  it('is counted, as is all that alarms watch, in metrics CloudWatch reads from the logs', async () => {
    const logs = new CloudWatchLogsClient();
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    const seen = new Set<string>();
    let refused = 0;
    for (const { logGroupName = '' } of logGroups) {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      for (const { message = '' } of events) {
        expect(message).not.toContain(simulator.analyticsKey);
        const line = message.trim().startsWith('{"_aws"') ? JSON.parse(message) : undefined;
        for (const name of Object.keys(line ?? {})) seen.add(name);
        refused += line?.[METRICS.keyRefused] ?? 0;
      }
    }
    expect([...seen]).toEqual(expect.arrayContaining([METRICS.staleHours, METRICS.keyRefused]));
    // There is no dashboard, so nobody reads them.
    expect([...DRAWN, METRICS.rows].filter((name) => seen.has(name))).toEqual([]);
    expect(refused).toBeGreaterThan(0);
  });

  it('has an alarm for each of its kinds that leads into the runbook', async () => {
    const { MetricAlarms = [] } = await new CloudWatchClient().send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms.length).toBeGreaterThan(5);
    for (const alarm of MetricAlarms) expect(alarm.AlarmDescription).toMatch(/docs\/runbook\.md#[a-z-]+$/);
  });
});

describe('doctor', () => {
  it(
    'finds no problem in the deployed stack',
    async () => {
      const read = await account.shell(doctor);
      expect([0, 3]).toContain(read.code);
      const examined = await account.codexLake(['doctor', '--stack', STACK, '--json']);
      const { findings } = JSON.parse(examined.stdout);
      const problems = findings.filter(({ status }: { status: string }) => status === 'problem');
      expect(problems).toEqual([]);
      expect(findings.length).toBeGreaterThan(15);
      expect(examined.output).not.toContain(simulator.analyticsKey);
    },
    120 * SECONDS,
  );
});

describe('a second deployment', () => {
  it(
    'changes nothing',
    async () => {
      const { Functions: before } = await new LambdaClient().send(new ListFunctionsCommand({}));
      const again = await account.shell('npm run deploy');
      expect(again.output).toContain('(no changes)');
      const { Functions: after } = await new LambdaClient().send(new ListFunctionsCommand({}));
      expect(after).toEqual(before);
    },
    120 * SECONDS,
  );

  it(
    'of other settings updates the stack in place, and one of the former settings takes that back',
    async () => {
      const before = await physicalIds(STACK);
      for (const settings of [{ auditSchedule: 'rate(5 minutes)' }, {}]) {
        await account.fillIn(settings);
        const updated = await account.shell('npm run deploy');
        expect(updated.code, updated.output).toBe(0);
        expect(updated.output).not.toContain('(no changes)');
        expect(await statusOf(STACK)).toBe('UPDATE_COMPLETE');
        expect(await physicalIds(STACK)).toEqual(before);
      }
    },
    120 * SECONDS,
  );
});

describe('every call of the functions', () => {
  it('was allowed by the policies of their roles and of what they asked', async () => {
    const calls = (await account.calls()).filter(({ principal }) =>
      principal.includes(`assumed-role/${STACK}-`),
    );
    const denied = calls.filter(({ allowed }) => !allowed);
    expect(denied).toEqual([]);
    expect(calls.length).toBeGreaterThan(500);
  });

  it('is allowed by a second evaluator too, which models the logic of AWS', async () => {
    const { calls, kinds, denied, unused } = await evaluateCalls(
      account.synthesized('as-synthesized.json'),
      await physicalIds(STACK),
      // The buckets of the deployment that failed had other names.
      (await account.calls()).slice(callsOfFailed),
    );
    const allowed = kinds - denied.length;
    console.log(`${calls} calls of functions, of ${kinds} kinds, ${allowed} kinds allowed`);
    const { by, without, needless } = explained(unused);
    console.log(`statements no call of these needed: ${unused.length}`);
    for (const [reason, names] of by) console.log(`${names.length}: ${reason}\n  ${names.join(' ')}`);
    if (without.length > 0) console.log(`without a reason: ${JSON.stringify(without, null, 1)}`);
    expect(denied).toEqual([]);
    expect(without).toEqual([]);
    expect(needless).toEqual([]);
    expect(kinds).toBeGreaterThan(30);
  });
});

describe('a lake', () => {
  it(
    'outlives its stack, and a new stack goes on with it',
    async () => {
      const before = await comparableRows(lake);
      const kept = outputs.LakeLocation ?? '';
      const keys = await keysOf(STACK);
      await unprotect(STACK);
      const gone = await account.shell('npm exec -- cdk destroy', { variables: { CDK_FORCE: 'true' } });
      expect(gone).toMatchObject({ code: 0 });
      expect(await statusOf(STACK)).toBeUndefined();
      expect(differences(before, await comparableRows(lake))).toEqual([]);

      const existing = { bucket: kept.replace('s3://', ''), ...keys };
      await account.fillIn({ existing, destroyDataWithStack: true });
      expect(await account.shell('npm run deploy')).toMatchObject({ code: 0 });
      outputs = await outputsOf(STACK);
      expect(outputs.LakeLocation).toBe(kept);
      await eventually('a run of the new stack', async () => {
        const runs = await rowsOf(
          lake,
          "SELECT count(DISTINCT started_at)::INTEGER AS n FROM runs WHERE source = 'egress_ranges'",
        );
        return Number(runs[0]?.n) > 0;
      });
      expect(differences(before, await comparableRows(lake))).toEqual([]);
    },
    300 * SECONDS,
  );

  it(
    'is taken down as the page says',
    async () => {
      const [, deployUnprotected = '', destroy = ''] = block('docs/deploy.md', 'sh', 2).split('\n');
      expect(await account.shell(deployUnprotected)).toMatchObject({ code: 0 });
      expect(await isProtected(STACK)).toBe(false);
      const gone = await account.shell(destroy, { variables: { CDK_FORCE: 'true' } });
      expect(gone).toMatchObject({ code: 0 });
      expect(await statusOf(STACK)).toBeUndefined();
    },
    300 * SECONDS,
  );
});
