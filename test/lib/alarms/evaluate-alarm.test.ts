import { describe, expect, it } from 'vitest';
import { evaluateAlarm } from './evaluate-alarm.ts';

/** As the tables of AWS's page on missing data write points: X breaches, 0 does not, - is missing. */
const pointsOf = (text: string) => text.split(' ').map((sign) => (sign === '-' ? undefined : sign === 'X'));

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

describe.each([
  {
    settings: { EvaluationPeriods: 3 },
    rows: [
      ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
      ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
      ['- - - - -', 'INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK'],
      ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['- - - - X', 'INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK'],
      ['X - - - -', 'ALARM', 'as it was', 'ALARM', 'OK'],
    ],
  },
  {
    settings: { EvaluationPeriods: 3, DatapointsToAlarm: 2 },
    rows: [
      ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - - X', 'INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK'],
    ],
  },
])('an alarm of $settings', ({ settings, rows }) => {
  it.each(rows)('is what AWS publishes for %s', (text, ...states) => {
    for (const [i, TreatMissingData] of TREATMENTS.entries())
      for (const now of ['OK', 'ALARM'] as const)
        expect([
          TreatMissingData,
          evaluateAlarm({ ...settings, TreatMissingData }, pointsOf(text), now),
        ]).toEqual([TreatMissingData, states[i] === 'as it was' ? now : states[i]]);
  });
});
