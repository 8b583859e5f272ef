import { Duration } from 'aws-cdk-lib';
import type { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { LakeStorage } from './lake-storage.ts';
import type { Schedules } from './schedules.ts';

export interface AuditProps extends FunctionCommons {
  readonly storage: LakeStorage;
  readonly timetable: Schedules;
  readonly engine: LayerVersion;
  /** How often, as EventBridge Scheduler writes it. */
  readonly every: string;
}

/** Reckons how whole the lake is, from the ledger alone. */
export class Audit extends Construct {
  readonly fn: LakeFunction['fn'];

  constructor(scope: Construct, id: string, { storage, timetable, every, ...commons }: AuditProps) {
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
    timetable.every(every, 'audit', this.fn);
  }
}
