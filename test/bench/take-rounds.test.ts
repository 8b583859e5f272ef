import { expect, it } from 'vitest';
import type { Line } from '../../bench/lines.ts';
import type { Bench, Measure } from '../../bench/measures/measure.ts';
import { resultText } from '../../bench/result-text.ts';
import { takeRounds } from '../../bench/take-rounds.ts';

const BENCH: Bench = { folder: '', sizes: [], people: 1, lake: async () => '' };

/** A measure whose rounds give these seconds, and that writes down when it is asked. */
function fakeMeasure(name: string, seconds: readonly number[], asked: string[]): Measure {
  return {
    name,
    title: `Title of ${name}`,
    async prepare() {
      asked.push(`prepare ${name}`);
      let round = 0;
      return {
        async round(): Promise<Line[]> {
          asked.push(name);
          return [
            { name: 'ours', figures: { cpuSeconds: seconds[round++] ?? Number.NaN, oddFigure: 7 } },
            { name: 'least', figures: { cpuSeconds: 2 }, isAnchor: true },
          ];
        },
        ratios: [{ name: 'CPU to least', of: ['ours', 'cpuSeconds'], to: ['least', 'cpuSeconds'] }],
        absent: ['a contender: not installed'],
      };
    },
  };
}

it('prepares all before it measures any, takes all in turn, and tells medians with ratios', async () => {
  const asked: string[] = [];
  const measures = [fakeMeasure('one', [9, 3, 4], asked), fakeMeasure('two', [1, 1, 1], asked)];
  const [one, two] = await takeRounds(measures, BENCH, 3);
  expect(asked).toEqual(['prepare one', 'prepare two', 'one', 'two', 'one', 'two', 'one', 'two']);
  expect(one?.lines[0]?.figures.cpuSeconds).toBe(4);
  expect(one?.ratios).toEqual([{ name: 'CPU to least', value: 2 }]);
  expect(two?.ratios).toEqual([{ name: 'CPU to least', value: 0.5 }]);
});

it('shows people every figure, what is an anchor, ratios, and what was absent', async () => {
  const [one] = await takeRounds([fakeMeasure('one', [4], [])], BENCH, 1);
  if (one === undefined) throw new Error('no result');
  const text = resultText(one);
  expect(text).toContain('Title of one (one)');
  expect(text).toMatch(/CPU s +oddFigure/);
  expect(text).toMatch(/ours +4\.00 +7/);
  expect(text).toMatch(/least \* +2\.00/);
  expect(text).toMatch(/2\.00 {2}CPU to least/);
  expect(text).toContain('absent  a contender: not installed');
});

it('goes on with the others where one fails, and tells what it has of it', async () => {
  const asked: string[] = [];
  const failing: Measure = {
    ...fakeMeasure('one', [3], asked),
    async prepare(bench) {
      const prepared = await fakeMeasure('one', [3], asked).prepare(bench);
      let round = 0;
      return {
        ...prepared,
        round: async () => {
          if (round++ > 0) throw new Error('broken on purpose');
          return prepared.round();
        },
      };
    },
  };
  const [one, two] = await takeRounds([failing, fakeMeasure('two', [1, 1, 1], asked)], BENCH, 3);
  expect(one).toMatchObject({ failed: 'broken on purpose', ratios: [{ value: 1.5 }] });
  expect(two?.failed).toBeUndefined();
  expect(asked.filter((name) => name === 'two')).toHaveLength(3);
  if (one === undefined) throw new Error('no result');
  expect(resultText(one)).toContain('failed  broken on purpose');
});
