import { Aws, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { AllowlistSettings, TargetSettings } from '../src/allowlist/settings.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import { FunctionSettings } from './function-settings.ts';
import type { KeySecrets } from './key-secrets.ts';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { LakeStorage } from './lake-storage.ts';
import { acknowledge } from './nag-acknowledgement.ts';
import type { Schedules } from './schedules.ts';
import { WafIpSets } from './waf-ip-sets.ts';

export interface AllowlistSyncProps extends FunctionCommons {
  readonly allowlist: AllowlistSettings;
  readonly storage: LakeStorage;
  readonly keys: KeySecrets;
  readonly schedules: Schedules;
  readonly topic: AlarmTopic;
  readonly engine: LayerVersion;
  /** How often, as EventBridge Scheduler writes it. */
  readonly every: string;
}

/** Keeps allowlists in step with the published egress ranges, allowed to touch the configured lists and no others. */
export class AllowlistSync extends Construct {
  readonly fn: LakeFunction['fn'];

  constructor(scope: Construct, id: string, props: AllowlistSyncProps) {
    super(scope, id);
    const { allowlist, storage, keys, schedules, topic, every, ...commons } = props;
    const targets = allowlist.targets.map((target, i) =>
      target.kind === 'waf' && target.create
        ? // Those with a name keep their id wherever the target stands among the others.
          new WafIpSets(this, `IpSets${target.name === undefined ? i : `-${target.name}`}`, {
            settings: target,
          }).settings
        : target,
    );
    this.fn = new LakeFunction(this, 'Syncer', {
      ...commons,
      settings: this.withTargets(commons.settings, { ...allowlist, targets }),
      handler: 'allowlist',
      description: 'Codex Lake: keeps allowlists in step with the published egress ranges',
      memoryMB: 1536,
      timeout: Duration.minutes(15),
    }).fn;
    storage.grantLake(this.fn);
    topic.grantNotices(this.fn);
    if (targets.some(({ kind }) => kind === 'github')) keys.grantKey(this.fn, 'github');
    for (const target of targets) this.allow(target);
    schedules.every(every, 'allowlist', this.fn);
  }

  /** What every function is told, with the sets that were made here in the lists it keeps. */
  private withTargets(settings: FunctionSettings, allowlist: AllowlistSettings): FunctionSettings {
    const { variables, assetKeyArn } = settings;
    return new FunctionSettings(this, 'Settings', {
      variables: { ...variables, CODEX_LAKE_ALLOWLIST: JSON.stringify(allowlist) },
      assetKeyArn,
    });
  }

  private allow(target: TargetSettings): void {
    if (target.kind === 'waf') {
      const [region, scope] =
        target.scope === 'CLOUDFRONT' ? ['us-east-1', 'global'] : [target.region ?? Aws.REGION, 'regional'];
      for (const set of [target.ipv4, target.ipv6]) {
        if (set === undefined) continue;
        const arn = `arn:${Aws.PARTITION}:wafv2:${region}:${Aws.ACCOUNT_ID}:${scope}/ipset/${set.name}/${set.id}`;
        this.statement(['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], arn);
      }
    }
    if (target.kind === 'prefix-list') {
      const region = target.region ?? Aws.REGION;
      for (const list of [...target.ipv4, ...target.ipv6]) {
        const arn = `arn:${Aws.PARTITION}:ec2:${region}:${Aws.ACCOUNT_ID}:prefix-list/${list}`;
        this.statement(['ec2:GetManagedPrefixListEntries', 'ec2:ModifyManagedPrefixList'], arn);
      }
      this.statement(['ec2:DescribeManagedPrefixLists'], '*');
      acknowledge(this.fn, 'AwsSolutions-IAM5[Resource::*]', 'EC2 describes prefix lists all or none');
    }
  }

  private statement(actions: string[], resource: string): void {
    this.fn.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  }
}
