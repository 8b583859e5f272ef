import { describe, expect, it } from 'vitest';
import { type Line, medianLines, type Ratio, valuesOf } from '../../bench/lines.ts';
import { median } from '../../bench/median.ts';

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[10, 1, 2, 4], 3],
    [[10, 9, 100], 10],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});

describe('lines of several rounds', () => {
  const line = (name: string, wallSeconds: number, cpuSeconds: number): Line => ({
    name,
    figures: { wallSeconds, cpuSeconds, inputMB: 10 },
  });

  it('become one each, with the median of each figure', () => {
    const lines = medianLines([
      [line('a', 1, 9), line('b', 5, 5)],
      [line('a', 7, 2), line('b', 5, 5)],
      [line('a', 4, 6), line('b', 5, 5)],
    ]);
    expect(lines.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(lines[0]?.figures).toMatchObject({ wallSeconds: 4, cpuSeconds: 6 });
  });

  it('have cores and speeds that fit to the medians', () => {
    const [one] = medianLines([[line('a', 1, 1)], [line('a', 4, 6)], [line('a', 9, 9)]]);
    expect(one?.figures).toMatchObject({ cores: 1.5, mbPerSecond: 2.5 });
  });

  it('throw where a round lacks a figure', () => {
    const lacking: Line = { name: 'a', figures: { wallSeconds: 1 } };
    expect(() => medianLines([[line('a', 1, 1)], [lacking]])).toThrow('line a: has no cpuSeconds');
  });
});

describe('ratios', () => {
  const lines: Line[] = [
    { name: 'ours', figures: { cpuSeconds: 6 } },
    { name: 'anchor', figures: { cpuSeconds: 4 }, isAnchor: true },
  ];
  const to = (name: string, figure = 'cpuSeconds'): Ratio => ({
    name: `to ${name}`,
    of: ['ours', 'cpuSeconds'],
    to: [name, figure],
  });

  it('divide a figure by that of another line, and leave out what was absent', () => {
    expect(valuesOf([to('anchor'), to('not installed')], lines)).toEqual([{ name: 'to anchor', value: 1.5 }]);
  });

  it('throw for a figure that a line does not have', () => {
    expect(() => valuesOf([to('anchor', 'bytes')], lines)).toThrow('line anchor: has no bytes');
  });
});
