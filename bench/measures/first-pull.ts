import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { queryLake } from '../../src/query/query-lake.ts';
import { dependenciesOf } from '../../src/views/dependencies.ts';
import { bareCopyLines, toBareCopies } from '../bare-copies.ts';
import { YEAR_END } from '../kept-lake.ts';
import { pullLines } from '../pull-lines.ts';
import { runNode } from '../run-measured.ts';
import { withUpstream } from '../simulated-upstream.ts';
import { type TableCopy, tableCopies } from '../table-copies.ts';
import type { Measure } from './measure.ts';

const PULL = join(import.meta.dirname, '../programs/pull.ts');

/** Thousands of small files: what an installation begins with. */
export const firstPull: Measure = {
  name: 'first-pull',
  title: 'A first pull into an empty lake, and the same rows by one bare COPY a table',
  async prepare({ folder, people }) {
    const home = join(folder, 'first-pull');
    const lake = join(home, 'lake');
    return {
      async round() {
        const [pull, ...kinds] = pullLines(
          'pull',
          await withUpstream(people, YEAR_END, (env) =>
            runNode([PULL, lake, YEAR_END.toISOString()], { env }),
          ),
        );
        const copies = await tableCopies(lake, join(home, 'copies'));
        const anchors = await bareCopyLines(copies, home);
        const rows = await rowsIn(lake, copies);
        await rm(home, { recursive: true });
        return [{ ...pull, figures: { ...pull.figures, rows } }, ...kinds, ...anchors];
      },
      ratios: [
        ...toBareCopies('CPU of the pull', 'pull', 'cpuSeconds'),
        ...toBareCopies('rows of the lake', 'pull', 'rows'),
      ],
    };
  },
};

async function rowsIn(lake: string, copies: readonly TableCopy[]): Promise<number> {
  let rows = 0;
  for (const { table } of copies) {
    const [counted] = await queryLake(lake, dependenciesOf([table]), (duckdb) =>
      duckdb.rows(`SELECT count(*)::DOUBLE AS rows FROM ${table}`),
    );
    rows += Number(counted?.rows);
  }
  return rows;
}
