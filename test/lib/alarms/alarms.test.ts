import { beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../stack.ts';
import { type AlarmSettings, type AlarmState, evaluateAlarm } from './evaluate-alarm.ts';

interface Alarm extends AlarmSettings {
  readonly Period: number;
  readonly Statistic: 'Maximum' | 'Minimum' | 'Sum';
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly MetricName: string;
  readonly InsufficientDataActions?: readonly unknown[];
}

/** A figure that was sent: at which hour, and what it was. */
type Sent = readonly [hour: number, value: number];

const HOUR = 3600;
/** How many points CloudWatch fetches besides the evaluation periods; it says only that there are some. */
const MORE_POINTS = 2;

async function alarmsWith(deployment: object): Promise<Map<string, Alarm>> {
  const made = await synthesize({ deployment, allowlist: { targets: [{ kind: 'files' }] } });
  return new Map(
    made
      .ofType('AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => [String(Properties.AlarmName).replace('CodexLake-', ''), Properties]),
  );
}

/** The state at the end of each hour, beginning as a new alarm does. */
function statesOf(alarm: Alarm, sent: readonly Sent[], hours: number): AlarmState[] {
  const width = alarm.Period / HOUR;
  const states: AlarmState[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (let hour = 1; hour <= hours; hour++) {
    const points = Array.from({ length: alarm.EvaluationPeriods + MORE_POINTS }, (_, i) => {
      const end = hour - i * width;
      const values = sent.filter(([at]) => at >= end - width && at < end).map(([, value]) => value);
      return values.length === 0 ? undefined : breaches(alarm, values);
    });
    state = evaluateAlarm(alarm, points.reverse(), state);
    states.push(state);
  }
  return states;
}

function breaches({ Statistic, ComparisonOperator, Threshold }: Alarm, values: number[]): boolean {
  const value =
    Statistic === 'Sum'
      ? values.reduce((sum, one) => sum + one, 0)
      : Math[Statistic === 'Maximum' ? 'max' : 'min'](...values);
  if (ComparisonOperator === 'GreaterThanThreshold') return value > Threshold;
  if (ComparisonOperator === 'LessThanOrEqualToThreshold') return value <= Threshold;
  throw new Error(`${ComparisonOperator}: not known here`);
}

/** A figure sent every so many hours: what it is then, given the hour. */
function every(hours: number, until: number, valueAt: (hour: number) => number | undefined): Sent[] {
  return Array.from({ length: Math.ceil(until / hours) }, (_, i) => i * hours).flatMap((hour): Sent[] => {
    const value = valueAt(hour);
    return value === undefined ? [] : [[hour + 0.1, value]];
  });
}

/** Bad from the tenth hour, or the run after it, until the thirtieth. */
const wasBad = (hour: number) => hour >= 10 && hour < 30;

/** What each alarm watches when something goes wrong and is mended: by how often it is sent, which is not done while all is well. */
const EPISODES: Readonly<Record<string, (hours: number, until: number) => Sent[]>> = {
  failed: () => [[10.5, 1]],
  // A source that is asked every six hours is refused, one of another key every hour is not.
  'key-refused': (_, until) => every(6, until, (hour) => (wasBad(hour) ? 1 : undefined)),
  stale: (hours, until) => every(hours, until, (hour) => (wasBad(hour) ? 27 : 1)),
  'key-expiring': (hours, until) => every(hours, until, (hour) => (wasBad(hour) ? 14 : undefined)),
  'about-to-be-lost': (hours, until) => every(hours, until, (hour) => (wasBad(hour) ? 7 : undefined)),
  ...Object.fromEntries(
    [
      'shrinking',
      'damaged',
      'quarantined',
      'damaged',
      'guard-tripped',
      'feed-stale',
      'allowlist-drifted',
      'allowlist-failed',
      'ranges-unplaced',
    ].map((name) => [
      name,
      (hours: number, until: number) => every(hours, until, (hour) => (wasBad(hour) ? 1 : undefined)),
    ]),
  ),
};

describe.each([
  ['by default', {}, 1],
  [
    'with an audit and a sync every six hours',
    { auditSchedule: 'rate(6 hours)', allowlistSchedule: 'rate(6 hours)' },
    6,
  ],
])('an alarm %s', (_when, deployment, hours) => {
  let alarms: Map<string, Alarm>;
  beforeAll(async () => {
    alarms = await alarmsWith({ ...deployment, keyLimitDays: 90 });
  });

  it('is among those that are fed, every one', () => {
    expect([...alarms.keys()].toSorted()).toEqual(Object.keys(EPISODES).toSorted());
  });

  it.each(Object.keys(EPISODES))('%s fires, stays while it lasts, and clears', (name) => {
    const alarm = alarms.get(name);
    if (alarm === undefined) throw new Error(`${name}: no such alarm`);
    const until = 120;
    const states = statesOf(alarm, EPISODES[name]?.(hours, until) ?? [], until);
    const first = states.indexOf('ALARM') + 1;
    const last = states.lastIndexOf('ALARM') + 1;
    expect(first).toBeGreaterThan(10);
    expect(first).toBeLessThanOrEqual(10 + hours + 6);
    if (name === 'failed') expect(last).toBeLessThanOrEqual(13);
    else {
      expect(last).toBeGreaterThanOrEqual(30);
      expect(last).toBeLessThanOrEqual(30 + 3 * hours + 7);
      expect(new Set(states.slice(first - 1, last))).toEqual(new Set(['ALARM']));
    }
    expect(states.at(-1)).toBe('OK');
  });
});

describe.each([1, 6, 24])('an alarm of what is sent every %i hours', (hours) => {
  it('does not clear because a run was late, or sent nothing once', async () => {
    const every = `rate(${hours} hours)`;
    const alarms = await alarmsWith({ auditSchedule: every, allowlistSchedule: every });
    for (const name of ['damaged', 'quarantined', 'shrinking', 'guard-tripped', 'allowlist-failed']) {
      const alarm = alarms.get(name);
      if (alarm === undefined) throw new Error(`${name}: no such alarm`);
      const sent = [0, 1, 3, 4, 5.9, 7].map((run): Sent => [run * hours + 0.1, 1]);
      expect([name, new Set(statesOf(alarm, sent, 8 * hours))]).toEqual([name, new Set(['ALARM'])]);
    }
  });
});

describe('the alarm for failures', () => {
  it('tells of the next failure though the first is still in the queue', async () => {
    const alarm = (await alarmsWith({})).get('failed');
    if (alarm === undefined) throw new Error('failed: no such alarm');
    expect(alarm.MetricName).toBe('NumberOfMessagesSent');
    const states = statesOf(
      alarm,
      [
        [2.5, 1],
        [40.5, 1],
      ],
      60,
    );
    expect(states.filter((state, i) => state === 'ALARM' && states[i - 1] !== 'ALARM')).toHaveLength(2);
  });
});

describe.each([
  ['rate(1 hour)', 1],
  ['rate(1 day)', 24],
  ['cron(0 7 * * ? *)', 24],
])('the alarm for stale sources, with an audit by %s', (auditSchedule, hours) => {
  let stale: Alarm;
  beforeAll(async () => {
    const found = (await alarmsWith({ auditSchedule })).get('stale');
    if (found === undefined) throw new Error('stale: no such alarm');
    stale = found;
  });

  it('is not red in a new stack, nor while every audit says that all is well', () => {
    expect(statesOf(stale, [], 48)).not.toContain('ALARM');
    expect(
      statesOf(
        stale,
        every(hours, 240, () => 1),
        240,
      ),
    ).not.toContain('ALARM');
    expect(
      statesOf(
        stale,
        every(hours, 240, () => 1),
        240,
      ).slice(hours),
    ).not.toContain('INSUFFICIENT_DATA');
  });

  it('tells when the audit falls silent', () => {
    const states = statesOf(
      stale,
      every(hours, 72, () => 1),
      400,
    );
    expect(states.at(-1)).toBe('INSUFFICIENT_DATA');
    expect(stale.InsufficientDataActions).toHaveLength(1);
  });
});
