import { firstPull } from './first-pull.ts';
import { hourlyPull } from './hourly-pull.ts';
import type { Measure } from './measure.ts';
import { oneCore } from './one-core.ts';
import { partition } from './partition.ts';
import { reading } from './reading.ts';
import { rebuild } from './rebuild.ts';
import { startUp } from './start-up.ts';

/** All that is measured, in the order it is told. A test compares this with the folder. */
export const MEASURES: readonly Measure[] = [
  partition,
  oneCore,
  startUp,
  firstPull,
  hourlyPull,
  rebuild,
  reading,
];
