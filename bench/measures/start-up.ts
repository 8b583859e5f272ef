import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Line } from '../lines.ts';
import { HOW_TO_INSTALL, pythonOfContenders } from '../python.ts';
import { type Ran, runProgram, type Took } from '../run-measured.ts';
import type { Measure } from './measure.ts';

const CODEX_LAKE = join(import.meta.dirname, '../../bin/codex-lake.ts');
const PYTHON_QUERY = 'import duckdb; print(duckdb.sql("select 1").fetchall())';

/** What the shortest commands take: all of it is starting. */
export const startUp: Measure = {
  name: 'start-up',
  title: 'Starting up',
  async prepare({ folder }) {
    const lake = join(folder, 'empty-lake');
    await mkdir(lake);
    const python = await pythonOfContenders();
    const help = () => runProgram([process.execPath, CODEX_LAKE, '--help']);
    const query = () => runProgram([process.execPath, CODEX_LAKE, 'query', '--lake', lake, 'select 1']);
    // What is compiled is kept: from the second time on, starting is what it is for people.
    await help();
    await query();
    return {
      async round() {
        const lines = [
          line('codex-lake --help', await help()),
          line('codex-lake query "select 1"', await query()),
          { ...line('node -e 0', await runProgram([process.execPath, '-e', '0'])), isAnchor: true },
        ];
        if (python === undefined) return lines;
        const asked = await runProgram([python, '-c', PYTHON_QUERY]);
        return [...lines, { ...line('python duckdb "select 1"', asked), isAnchor: true }];
      },
      ratios: [
        {
          name: 'CPU of --help to node',
          of: ['codex-lake --help', 'cpuSeconds'],
          to: ['node -e 0', 'cpuSeconds'],
        },
        {
          name: 'CPU of query to node',
          of: ['codex-lake query "select 1"', 'cpuSeconds'],
          to: ['node -e 0', 'cpuSeconds'],
        },
        {
          name: 'CPU of query to python duckdb',
          of: ['codex-lake query "select 1"', 'cpuSeconds'],
          to: ['python duckdb "select 1"', 'cpuSeconds'],
        },
      ],
      absent: python === undefined ? [`python duckdb: not installed; ${HOW_TO_INSTALL}`] : [],
    };
  },
};

function line(name: string, { measured }: Ran<Took>): Line {
  return { name, figures: { ...measured } };
}
