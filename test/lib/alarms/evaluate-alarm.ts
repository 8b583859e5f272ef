export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What CloudWatch is told of an alarm, as far as its evaluation goes. */
export interface AlarmSettings {
  readonly EvaluationPeriods: number;
  /** @default all of the evaluation periods */
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: string;
}

/**
 * The state of an alarm after a look at its data points, oldest first: whether each breaches, undefined where it is missing. They
 * are the evaluation range, which is longer than the evaluation periods, so that real points can take the place of missing ones:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateAlarm(
  { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, TreatMissingData = 'missing' }: AlarmSettings,
  points: readonly (boolean | undefined)[],
  now: AlarmState,
): AlarmState {
  const real = points.filter((point) => point !== undefined).slice(-EvaluationPeriods);
  const missing = EvaluationPeriods - real.length;
  const breaching = real.filter((point) => point).length;
  if (breaching >= DatapointsToAlarm) return 'ALARM';
  if (missing <= 0) return 'OK';
  if (TreatMissingData === 'breaching') return breaching + missing >= DatapointsToAlarm ? 'ALARM' : 'OK';
  if (TreatMissingData === 'notBreaching' || breaching < real.length) return 'OK';
  // Nothing is there, or all that is there breaches and is not enough.
  if (TreatMissingData === 'ignore') return now;
  const age = points.length - points.indexOf(true);
  return breaching > 0 && age >= DatapointsToAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
}
