import {
  CfnOutput,
  CfnWaitConditionHandle,
  DefaultStackSynthesizer,
  RemovalPolicy,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type Config, environmentOf } from '../src/config/config.ts';
import { databaseName as databaseNameOf } from '../src/config/database-name.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import { AllowlistSync } from './allowlist-sync.ts';
import { AnalystAccess } from './analyst-access.ts';
import { Catalog } from './catalog.ts';
import { Collectors } from './collectors.ts';
import { consoleLink } from './console-link.ts';
import { CoverageAudit } from './coverage-audit.ts';
import { DuckDbLayer } from './duckdb-layer.ts';
import { EgressNetwork } from './egress-network.ts';
import { FailureQueue } from './failure-queue.ts';
import { FirstRun } from './first-run.ts';
import { FunctionSettings } from './function-settings.ts';
import { KeySecrets } from './key-secrets.ts';
import { LakeDashboard } from './lake-dashboard.ts';
import { LakeStorage } from './lake-storage.ts';
import { QueryWorkgroup } from './query-workgroup.ts';
import { RebuildMachine } from './rebuild-machine.ts';
import { hoursBetween } from './schedule-hours.ts';
import { Schedules } from './schedules.ts';
import { TakeOver } from './take-over.ts';
import { WeeklyReport } from './weekly-report.ts';

export interface CodexLakeStackProps extends StackProps {
  readonly config: Config;
  /** Folder of the bundled handlers; see `bundle-handlers.ts`. */
  readonly handlersFolder: string;
  /** Folder of the DuckDB layer; see `layers/fetch-layer.ts`. */
  readonly layerFolder: string;
  /** Whether data goes when the stack does. @default false */
  readonly destroyData?: boolean;
  /** Whether the stack may be deleted, as it has to be where a first deployment fails. @default false */
  readonly unprotected?: boolean;
}

/** IP sets stay as they were made; see `waf-ip-sets.ts`. */
const NEVER_CHANGED = ['AWS::WAFv2::IPSet'];
/** Tags of the company's take the place of ours; the CDK's own are added with 100. */
const OF_THE_COMPANY = 150;

/**
 * Everything of one lake. Only composes; each concept has its own file beside this one. Ids of constructs stay as they once were,
 * whatever becomes of other names: CloudFormation would make anew what has another id, and what has a name of its own cannot be
 * made twice.
 */
export class CodexLakeStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    {
      config,
      handlersFolder,
      layerFolder,
      destroyData = false,
      unprotected = false,
      ...props
    }: CodexLakeStackProps,
  ) {
    const { bootstrapQualifier: qualifier } = config.deployment;
    super(scope, id, {
      terminationProtection: !destroyData && !unprotected,
      ...(qualifier !== undefined && { synthesizer: new DefaultStackSynthesizer({ qualifier }) }),
      ...props,
    });
    const { deployment } = config;
    const { architecture } = deployment;
    const { existing } = deployment;
    const databaseName = existing?.database ?? databaseNameOf(id);
    Tags.of(this).add('application', 'codex-lake');
    const { permissionsBoundary } = deployment;
    if (permissionsBoundary !== undefined)
      iam.PermissionsBoundary.of(this).apply(
        iam.ManagedPolicy.fromManagedPolicyName(this, 'Boundary', permissionsBoundary),
      );
    for (const [key, value] of Object.entries(deployment.tags))
      Tags.of(this).add(key, value, { priority: OF_THE_COMPANY, excludeResourceTypes: NEVER_CHANGED });

    const removalPolicy = destroyData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const storage = new LakeStorage(this, 'Storage', {
      retention: deployment.retention,
      removalPolicy,
      existing,
    });
    const catalog = new Catalog(this, 'Catalog', {
      databaseExists: existing?.database !== undefined,
      data: storage.data,
      databaseName,
      holidays: config.holidays,
    });
    const workgroup = new QueryWorkgroup(this, 'Workgroup', {
      name: id,
      results: storage.results,
      key: storage.lakeKey,
      scanLimitGB: deployment.scanLimitGB,
      databaseName,
    });
    const access = { storage, databaseName, workgroup: workgroup.name };
    const analysts = new AnalystAccess(this, 'Analysts', access);

    const failures = new FailureQueue(this, 'Failures');
    const topic = new AlarmTopic(this, 'Alarms', {
      email: deployment.alarmEmail,
      lakeKey: storage.lakeKey,
      removalPolicy,
    });
    const keys = new KeySecrets(this, 'Keys', { prefix: id, encryptionKey: storage.rawKey });
    // Where the lake is, the storage tells itself.
    const { CODEX_LAKE, ...variables } = environmentOf(config);
    const settings = new FunctionSettings(this, 'Settings', {
      variables,
      assetKeyArn: deployment.bootstrapKeyArn,
    });
    const { dashboard, traces } = deployment;
    const bare = {
      handlersFolder,
      architecture,
      failures,
      logDays: deployment.retention.logDays,
      traces,
      dashboard,
    };
    const commons = { ...bare, settings };
    const network =
      deployment.network && new EgressNetwork(this, 'Network', { settings: deployment.network });
    const engine = new DuckDbLayer(this, 'DuckDb', { folder: layerFolder, architecture });
    const takeOver = new TakeOver(this, 'TakeOver', { ...commons, storage, engine });
    catalog.tellAfter(takeOver.done);
    const schedules = new Schedules(this, 'Timetable', {
      failures,
      flexibleMinutes: deployment.flexibleMinutes,
    });
    const collectors = new Collectors(this, 'Collectors', {
      ...commons,
      network: deployment.network?.of === 'upstream' ? network?.placement : undefined,
      config,
      storage,
      keys,
      schedules,
      topic,
      engine,
    });
    const audit = new CoverageAudit(this, 'Audit', {
      ...commons,
      keys,
      keyLimitDays: deployment.keyLimitDays,
      storage,
      schedules,
      engine,
      every: deployment.auditSchedule,
    });
    const allowlistSync = new AllowlistSync(this, 'Watcher', {
      ...commons,
      network: network?.placement,
      allowlist: config.allowlist,
      storage,
      keys,
      schedules,
      topic,
      engine,
      every: deployment.allowlistSchedule,
    });
    const report = new WeeklyReport(this, 'Report', {
      ...commons,
      ...access,
      schedules,
      topic,
      every: deployment.reportSchedule,
    });
    const rebuild = new RebuildMachine(this, 'Rebuild', { ...commons, storage, engine });
    const firstRun = new FirstRun(this, 'FirstRun', { ...bare, calls: collectors.calls });

    const { alarms } = new Alarms(this, 'Watch', {
      service: id,
      failures,
      topic,
      staleAfterHours: deployment.staleAfterHours,
      keysHaveLimit: deployment.keyLimitDays !== undefined,
      keepsAllowlists: config.allowlist.targets.length > 0,
      hoursBetween: {
        audits: hoursBetween(deployment.auditSchedule),
        allowlistSyncs: hoursBetween(deployment.allowlistSchedule),
        pulls: collectors.hoursBetweenPulls,
      },
    });
    if (dashboard)
      new LakeDashboard(this, 'Dashboard', {
        service: id,
        sources: collectors.calls.flatMap(({ input }) => input.sources),
        functions: [...collectors.functions, audit.fn, allowlistSync.fn, report.fn, rebuild.fn],
        alarms,
      });

    this.startLast(schedules, firstRun);

    const outputs = {
      LakeLocation: `s3://${storage.data.bucketName}`,
      ResultsBucket: storage.results.bucketName,
      DatabaseName: databaseName,
      WorkgroupName: workgroup.name,
      AnalystPolicyArn: analysts.managedPolicyArn,
      AlarmTopicArn: topic.topicArn,
      RebuildMachineName: rebuild.name,
      FailuresQueueUrl: failures.queueUrl,
      ...(network?.address !== undefined && { EgressAddress: network.address }),
      AthenaConsole: consoleLink(this, 'athena', '/query-editor'),
      ...(dashboard && { DashboardConsole: consoleLink(this, 'cloudwatch', `dashboards:name=${id}`) }),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  /** Lets nothing run before everything is made: a bucket that has objects is not taken away again when a first deployment fails. */
  private startLast(...starting: readonly (Schedules | FirstRun)[]): void {
    const others = this.node.children.filter((child) => !starting.some((one) => one === child));
    const ready = new CfnWaitConditionHandle(this, 'Ready');
    ready.node.addDependency(...others);
    for (const one of starting) one.startAfter(ready);
  }
}
