import { Deployment } from '../../src/config/deployment.ts';
import { PRICES, type PriceName } from './prices.ts';
import type { Resources } from './resources.ts';
import type { Volume } from './volumes.ts';

export interface Line {
  readonly service: string;
  readonly what: string;
  readonly usd: number;
}

const { retention } = Deployment.parse({});

/** What the bill takes for granted besides prices and volumes. */
export const ASSUMED = {
  daysAMonth: 30.4,
  /** The month that is billed is the twelfth. */
  monthsKept: 12,
  /** Days originals stay in S3 Standard, and superseded versions stay at all: the defaults of the settings. */
  rawHotDays: retention.rawColdAfterDays,
  supersededDays: retention.supersededDays,
  /** Memory that gives a function one whole processor; the engine uses no second one. */
  mbAProcessor: 1769,
  /** Seconds a function waits for upstream, and for S3, at each call. */
  upstreamSeconds: 0.2,
  storeSeconds: 0.03,
  /** Share of calls to S3 that ask KMS: bucket keys save the others. */
  kmsShare: 0.01,
  /** Share of the hours of a month in which something is amiss, of each thing that can be: CloudWatch charges by the hour. */
  troubleShare: 0.05,
  /** Bytes a call of a function logs, its metrics included. */
  logBytes: 3000,
  logDays: retention.logDays,
  /** Queries a day of people, dashboards and the weekly report: so many, and one more for so many people. */
  queriesADay: 50,
  peopleAQuery: 50,
  /** Share of all tables that a query reads; Athena charges for 10 MB at least. */
  queryShare: 0.05,
  leastQueryBytes: 10e6,
  /** Tables of a query, and months each is listed for where the query does not say which: those since 2025, after a year. */
  tablesAQuery: 2,
  listedMonths: 24,
  /** S3 leaves smaller objects where they are, whatever the lifecycle says. */
  leastMovedBytes: 128 * 1024,
} as const;

const GB = 1e9;

/** The twelfth monthly bill of a company whose every day is as the volume says. */
export function billOf(volume: Volume, { functions, ...stack }: Resources): Line[] {
  const { daysAMonth, monthsKept, rawHotDays, supersededDays } = ASSUMED;
  const lines: Line[] = [];
  const add = (service: string, what: string, quantity: number, price: PriceName) =>
    lines.push({ service, what, usd: quantity * PRICES[price].usd });
  // The watcher, which asks the same feeds as often, is taken to work as much.
  const { egress } = volume.functions;
  const days = { ...volume.functions, ...(egress && { watcher: egress }) };
  const monthly = Object.entries(days).map(([name, of]) => {
    const { memoryMB, diskMB } = functionNamed(functions, name);
    const seconds = secondsOf(of, memoryMB) * daysAMonth;
    return {
      ...of,
      seconds,
      gbSeconds: (seconds * memoryMB) / 1024,
      diskGbSeconds: (seconds * (diskMB - 512)) / 1024,
    };
  });
  const sum = (key: 'calls' | 'gbSeconds' | 'diskGbSeconds' | 'writes' | 'reads') =>
    monthly.reduce((total, one) => total + one[key], 0);
  const calls = sum('calls') * daysAMonth;
  const [writes, reads] = [sum('writes') * daysAMonth, sum('reads') * daysAMonth];

  add('Lambda', 'work of the functions', sum('gbSeconds'), 'lambdaGbSecond');
  add('Lambda', 'their disk', sum('diskGbSeconds'), 'lambdaDisk');
  add('Lambda', 'calls', calls, 'lambdaRequest');
  add('EventBridge Scheduler', 'scheduled calls', calls, 'schedulerCall');
  if (stack.traced) add('X-Ray', 'traces', calls, 'trace');

  const keptDays = monthsKept * daysAMonth;
  const lakeBytes = volume.lakeBytes * keptDays + volume.supersededBytes * supersededDays;
  add('S3', 'tables, and their superseded versions', lakeBytes / GB, 's3Standard');
  const moved = volume.rawBytes / volume.rawObjects >= ASSUMED.leastMovedBytes;
  const hotDays = moved ? rawHotDays : keptDays;
  add('S3', 'originals', (volume.rawBytes * hotDays) / GB, 's3Standard');
  add('S3', 'originals that have moved', (volume.rawBytes * (keptDays - hotDays)) / GB, 's3Instant');
  add('S3', 'moving them', moved ? volume.rawObjects * daysAMonth : 0, 's3Transition');
  add('S3', 'writes and listings', writes, 's3Write');
  add('S3', 'reads', reads, 's3Read');
  add('KMS', 'keys', stack.keys, 'kmsKey');
  add('KMS', 'requests', (writes + reads) * ASSUMED.kmsShare, 'kmsRequest');

  const queries = (ASSUMED.queriesADay + volume.people / ASSUMED.peopleAQuery) * daysAMonth;
  const read = Math.max(volume.lakeBytes * keptDays * ASSUMED.queryShare, ASSUMED.leastQueryBytes);
  add('Athena', 'queries', (queries * read) / 1e12, 'athenaTb');
  add('S3', "listings of Athena's queries", queries * ASSUMED.tablesAQuery * ASSUMED.listedMonths, 's3Write');
  const logGb = (calls * ASSUMED.logBytes) / GB;
  add('CloudWatch', 'logs', logGb, 'logIngest');
  add('CloudWatch', 'logs kept', (logGb * ASSUMED.logDays) / daysAMonth, 'logStore');
  add('CloudWatch', 'metrics', stack.metrics, 'metric');
  add('CloudWatch', 'metrics of what is amiss', stack.metricsOfTrouble * ASSUMED.troubleShare, 'metric');
  add('CloudWatch', 'alarms', stack.alarms, 'alarm');
  if (stack.dashboards > 0) add('CloudWatch', 'dashboard', stack.dashboards, 'dashboard');
  add('Secrets Manager', 'keys of upstream', stack.secrets, 'secret');
  return lines;
}

export const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);

/** A function by its name in the volumes: its logical id begins with that of its construct. */
function functionNamed(functions: Resources['functions'], name: string) {
  const found = [...functions].find(([id]) =>
    id
      .toLowerCase()
      .replace(/^collectors/, '')
      .startsWith(name),
  );
  if (found === undefined) throw new Error(`function ${name}: measured, but not in the template`);
  return found[1];
}

function secondsOf(
  { cpuSeconds, upstreamRequests, writes, reads }: Volume['functions'][string],
  memoryMB: number,
): number {
  const processors = Math.min(1, memoryMB / ASSUMED.mbAProcessor);
  return (
    cpuSeconds / processors +
    upstreamRequests * ASSUMED.upstreamSeconds +
    (writes + reads) * ASSUMED.storeSeconds
  );
}
