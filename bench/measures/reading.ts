import { join } from 'node:path';
import { QUESTIONS } from '../codex-log-questions.ts';
import { YEAR_DAYS } from '../kept-lake.ts';
import type { Line, Ratio } from '../lines.ts';
import { codexLogObjects } from '../objects.ts';
import { runNode } from '../run-measured.ts';
import type { Measure } from './measure.ts';

const READ = join(import.meta.dirname, '../programs/read-codex-log.ts');
const ALL = 'all of codex_log';

/** Bytes and not time: the engine's log, which tells them, slows it. */
export const reading: Measure = {
  name: 'reading',
  title: 'What questions read of a year of codex_log',
  async prepare({ lake: lakeOf }) {
    const lake = await lakeOf(YEAR_DAYS);
    return {
      async round() {
        const { stdout } = await runNode([READ, lake]);
        const asked: Line[] = JSON.parse(stdout);
        return [...asked, { name: ALL, figures: { ...(await codexLogObjects(lake)) }, isAnchor: true }];
      },
      ratios: Object.keys(QUESTIONS).flatMap((name): Ratio[] => [
        { name: `bytes of ${name} to ${ALL}`, of: [name, 'bytes'], to: [ALL, 'bytes'] },
        { name: `files of ${name} to ${ALL}`, of: [name, 'files'], to: [ALL, 'files'] },
      ]),
    };
  },
};
