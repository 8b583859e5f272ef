import { join } from 'node:path';
import { codexLogEvent } from '../../src/tables/codex-log.ts';
import { bareCopyLines, toBareCopies } from '../bare-copies.ts';
import { YEAR_DAYS } from '../kept-lake.ts';
import { linkedCopy } from '../linked-copy.ts';
import { runNode } from '../run-measured.ts';
import { tableCopies } from '../table-copies.ts';
import type { Measure } from './measure.ts';

const CODEX_LAKE = join(import.meta.dirname, '../../bin/codex-lake.ts');
const REBUILD = 'rebuild codex_log --verify';

/** A year of the largest table made again from its originals, and compared with what is there. */
export const rebuild: Measure = {
  name: 'rebuild',
  title: 'A year of codex_log made again and compared, and the same originals by one bare COPY',
  async prepare({ folder, lake: lakeOf }) {
    const home = join(folder, 'rebuild');
    const lake = join(home, 'lake');
    await linkedCopy(await lakeOf(YEAR_DAYS), lake);
    const copies = await tableCopies(lake, join(home, 'copies'), [codexLogEvent]);
    const inputGB = (copies[0]?.bytes ?? 0) / 1e9;
    return {
      async round() {
        const { measured } = await runNode([CODEX_LAKE, ...REBUILD.split(' '), '--lake', lake]);
        return [
          { name: REBUILD, figures: { ...measured, inputGB } },
          ...(await bareCopyLines(copies, home, { inputGB })),
        ];
      },
      ratios: [
        ...toBareCopies('CPU of the rebuild', REBUILD, 'cpuSeconds'),
        ...toBareCopies('wall time of the rebuild', REBUILD, 'wallSeconds'),
      ],
    };
  },
};
