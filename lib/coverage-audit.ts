import { Duration } from 'aws-cdk-lib';
import type { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { KeySecrets } from './key-secrets.ts';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { LakeStorage } from './lake-storage.ts';
import type { Schedules } from './schedules.ts';

export interface CoverageAuditProps extends FunctionCommons {
  readonly storage: LakeStorage;
  readonly schedules: Schedules;
  readonly engine: LayerVersion;
  readonly keys: KeySecrets;
  /** Days a key may be old by the company's own rules. @default keys are not looked at */
  readonly keyLimitDays?: number | undefined;
  /** How often, as EventBridge Scheduler writes it. */
  readonly every: string;
}

/** Computes how whole the lake is, from the ledger alone. */
export class CoverageAudit extends Construct {
  readonly fn: LakeFunction['fn'];

  constructor(scope: Construct, id: string, props: CoverageAuditProps) {
    super(scope, id);
    const { storage, schedules, every, keys, keyLimitDays, ...commons } = props;
    this.fn = new LakeFunction(this, 'Auditor', {
      ...commons,
      handler: 'audit',
      description: 'Codex Lake: reckons what is complete, missing and held',
      memoryMB: 1536,
      timeout: Duration.minutes(10),
      diskMB: 1024,
    }).fn;
    storage.grantLake(this.fn);
    if (keyLimitDays !== undefined) keys.grantAges(this.fn, keyLimitDays);
    schedules.every(every, 'audit', this.fn);
  }
}
