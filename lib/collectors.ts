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

/** One function per collector, one schedule per pace its sources are read at. */
export class Collectors extends Construct {
  readonly functions: readonly LambdaFunction[];
  /** One call per schedule. */
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
    for (const { collector, every, isDefault, sources } of pulls(config)) {
      const fn = functions.get(collector) ?? this.collector(collector, commons, storage, topic);
      functions.set(collector, fn);
      for (const { key } of sources) if (key !== 'none') keys.grantKey(fn, key);
      const input = { sources: sources.map(({ name }) => name) };
      schedules.every(every, isDefault ? collector : (input.sources[0] ?? collector), fn, input);
      calls.push({ fn, input });
      if (sources.some(({ key }) => key !== 'none')) pauses.push(hoursBetween(every));
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

/** Sources one function reads in one call, one after another: a key's turns are counted by who asks, so nobody else should. */
interface Pull {
  readonly collector: CollectorName;
  readonly every: string;
  /** Whether that is the collector's own pace. */
  readonly isDefault: boolean;
  readonly sources: readonly Source[];
}

/** What is read together: the sources of a collector that have the same pace. */
function pulls(config: Config): Pull[] {
  const found = new Map<string, Pull>();
  for (const source of configuredSources(config)) {
    const { collector } = source;
    const own = COLLECTORS[collector].every;
    const every = config.deployment.schedules[source.name] ?? own;
    const key = `${collector} ${every}`;
    const sources = [...(found.get(key)?.sources ?? []), source];
    found.set(key, { collector, every, isDefault: every === own, sources });
  }
  return [...found.values()];
}

/** The sources that have something to be read, each once, however many workspaces there are. */
function configuredSources(config: Config): Source[] {
  return [...new Map(streamsOf(config, []).map(({ source }) => [source.name, source])).values()];
}
