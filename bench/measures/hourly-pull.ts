import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { changesBetween } from '../changes.ts';
import { MONTH_DAYS, YEAR_DAYS, YEAR_END } from '../kept-lake.ts';
import type { Line, Ratio } from '../lines.ts';
import { linkedCopy } from '../linked-copy.ts';
import { unpackOriginals } from '../originals.ts';
import { pullLines } from '../pull-lines.ts';
import { runNode } from '../run-measured.ts';
import { withUpstream } from '../simulated-upstream.ts';
import type { Bench, Measure, Prepared } from './measure.ts';

const PULL = join(import.meta.dirname, '../programs/pull.ts');
const HOUR_MS = 3_600_000;

const pullName = (days: number) => `lake of ${days} days`;
const anchorName = (days: number) => `new to it, of ${days} days`;

/** An hour in which nothing unusual happens, on a young lake and on an old one. */
export const hourlyPull: Measure = {
  name: 'hourly-pull',
  title: 'The pull of an ordinary hour, and what was new in it',
  prepare: (bench) => prepareHour(bench, [MONTH_DAYS, YEAR_DAYS]),
};

/** On lakes of so many days, in this order. */
export async function prepareHour(
  { folder, people, lake }: Bench,
  ages: readonly number[],
): Promise<Prepared> {
  const hour = (number: number) => new Date(YEAR_END.getTime() + number * HOUR_MS);
  const pullAt = (into: string, now: Date) =>
    withUpstream(people, now, (env) => runNode([PULL, into, now.toISOString()], { env }));
  const before = (days: number) => join(folder, `hour-before-${days}`);
  for (const days of ages) {
    await linkedCopy(await lake(days), before(days));
    // What has lain for weeks is pulled first: the hour after that is like any other.
    await pullAt(before(days), hour(1));
  }
  const measureOn = async (days: number): Promise<Line[]> => {
    const [after, unpacked] = [join(folder, `hour-after-${days}`), join(folder, `hour-new-${days}`)];
    await linkedCopy(before(days), after);
    const lines = pullLines(pullName(days), await pullAt(after, hour(2)));
    const { newOriginals, changedPartitions } = await changesBetween(before(days), after);
    const isNew = new Set(newOriginals);
    const { bytes } = await unpackOriginals(after, unpacked, (key) => isNew.has(key));
    for (const used of [after, unpacked]) await rm(used, { recursive: true });
    const figures = {
      newOriginals: newOriginals.length,
      changedPartitions,
      objectsNeeded: newOriginals.length + changedPartitions,
      bareBytes: bytes,
    };
    return [...lines, { name: anchorName(days), figures, isAnchor: true }];
  };
  return {
    async round() {
      const lines: Line[] = [];
      for (const days of ages) lines.push(...(await measureOn(days)));
      return lines;
    },
    ratios: [...ages.flatMap(ratiosOf), ...ages.slice(1).map((days) => cpuRatio(days, ages[0] ?? days))],
  };
}

function cpuRatio(days: number, least: number): Ratio {
  return {
    name: `CPU on ${days} days to that on ${least}`,
    of: [pullName(days), 'cpuSeconds'],
    to: [pullName(least), 'cpuSeconds'],
  };
}

function ratiosOf(days: number): Ratio[] {
  return [
    {
      name: `${days} days: PUTs to new originals and changed partitions`,
      of: [pullName(days), 'puts'],
      to: [anchorName(days), 'objectsNeeded'],
    },
    {
      name: `${days} days: bytes written to bytes of the new originals as sent`,
      of: [pullName(days), 'bytesPut'],
      to: [anchorName(days), 'bareBytes'],
    },
  ];
}
