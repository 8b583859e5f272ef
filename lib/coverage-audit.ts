import { Duration } from 'aws-cdk-lib';
import type { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { LakeStorage } from './lake-storage.ts';
import type { Schedules } from './schedules.ts';

export interface CoverageAuditProps extends FunctionCommons {
  readonly storage: LakeStorage;
  readonly schedules: Schedules;
  readonly engine: LayerVersion;
  /** How often, as EventBridge Scheduler writes it. */
  readonly every: string;
}

/** Computes how whole the lake is, from the ledger alone. */
export class CoverageAudit extends Construct {
  readonly fn: LakeFunction['fn'];

  constructor(scope: Construct, id: string, { storage, schedules, every, ...commons }: CoverageAuditProps) {
    super(scope, id);
    this.fn = new LakeFunction(this, 'Auditor', {
      ...commons,
      handler: 'audit',
      description: 'Codex Lake: reckons what is complete, missing and held',
      memoryMB: 1536,
      timeout: Duration.minutes(10),
      diskMB: 1024,
    }).fn;
    storage.grantLake(this.fn);
    schedules.every(every, 'audit', this.fn);
  }
}
