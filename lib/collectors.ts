import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config.ts';
import { streamsOf } from '../src/config/streams.ts';
import { COLLECTORS, type CollectorName } from '../src/sources/collectors.ts';
import type { Source } from '../src/sources/source.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { KeySecrets } from './key-secrets.ts';
import { type FunctionCommons, LakeFunction } from './lake-function.ts';
import type { LakeStorage } from './lake-storage.ts';
import { hoursBetween } from './schedule-hours.ts';
import type { Schedules } from './schedules.ts';

export interface CollectorsProps extends FunctionCommons {
  readonly config: Config;
  readonly storage: LakeStorage;
  readonly keys: KeySecrets;
  readonly schedules: Schedules;
  /** Told of restatements. */
  readonly topic: AlarmTopic;
  readonly engine: LayerVersion;
}

/** A function and what it is called with. */
export interface Call {
  readonly fn: LambdaFunction;
  readonly input: { readonly sources: readonly string[] };
}

/** One function per collector, one schedule per source. */
export class Collectors extends Construct {
  readonly functions: readonly LambdaFunction[];
  /** One call per source. */
  readonly calls: readonly Call[];
  /** Most hours between two runs of the source with a key that is read least often. */
  readonly hoursBetweenPulls: number;

  constructor(
    scope: Construct,
    id: string,
    { config, storage, keys, schedules, topic, ...commons }: CollectorsProps,
  ) {
    super(scope, id);
    const functions = new Map<CollectorName, LambdaFunction>();
    const calls: Call[] = [];
    const pauses: number[] = [];
    for (const source of configuredSources(config)) {
      const fn = functions.get(source.collector) ?? this.collector(source.collector, commons, storage, topic);
      functions.set(source.collector, fn);
      if (source.key !== 'none') keys.grantKey(fn, source.key);
      const input = { sources: [source.name] };
      const every = config.deployment.schedules[source.name] ?? COLLECTORS[source.collector].every;
      schedules.every(every, source.name, fn, input);
      if (source.key !== 'none') pauses.push(hoursBetween(every));
      calls.push({ fn, input });
    }
    this.functions = [...functions.values()];
    this.calls = calls;
    this.hoursBetweenPulls = Math.max(1, ...pauses);
  }

  private collector(
    name: CollectorName,
    commons: FunctionCommons & { engine: LayerVersion },
    storage: LakeStorage,
    topic: AlarmTopic,
  ): LambdaFunction {
    const { doc, memoryMB, timeoutMinutes } = COLLECTORS[name];
    const { fn } = new LakeFunction(this, name, {
      ...commons,
      handler: 'collect',
      description: `Codex Lake: pulls ${doc}`,
      memoryMB,
      timeout: Duration.minutes(timeoutMinutes),
      diskMB: 2048,
    });
    storage.grantLake(fn);
    topic.grantNotices(fn);
    return fn;
  }
}

/** The sources that have something to be read, each once, however many workspaces there are. */
function configuredSources(config: Config): Source[] {
  return [...new Map(streamsOf(config, []).map(({ source }) => [source.name, source])).values()];
}
