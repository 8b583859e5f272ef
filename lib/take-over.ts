import { type CustomResource, Duration } from 'aws-cdk-lib';
import type { LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { answeredResource } from './answered-resource.ts';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { LakeStorage } from './lake-storage.ts';

export interface TakeOverProps extends FunctionCommons {
  readonly storage: LakeStorage;
  readonly engine: LayerVersion;
}

/** A function's longest, and the two tries after it, each of which goes on where the one before ended; CloudFormation waits no longer. */
const ANSWER_WITHIN = Duration.minutes(55);

/** Takes a lake of an earlier version's layout over before what needs today's is there. */
export class TakeOver extends Construct {
  /** What has to wait for it depends on this. */
  readonly done: CustomResource;

  constructor(scope: Construct, id: string, { storage, ...commons }: TakeOverProps) {
    super(scope, id);
    const { fn } = new LakeFunction(this, 'Mover', {
      ...commons,
      handler: 'take-over',
      description: 'Codex Lake: takes the layout of an earlier version over, when the stack is updated',
      memoryMB: 2048,
      timeout: Duration.minutes(15),
      diskMB: 2048,
    });
    storage.grantLake(fn);
    // Asked again when this changes: with the next layout.
    this.done = answeredResource(this, 'Layout', {
      fn,
      within: ANSWER_WITHIN,
      properties: { layout: '2' },
    });
  }
}
