import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bareCopy,
  bareCopyOnAllCores,
  type Contender,
  codexLake,
  javascript,
  outputIn,
  python,
} from '../contenders/contend.ts';
import { type Input, inputOfSize } from '../input-of-size.ts';
import type { Line, Ratio } from '../lines.ts';
import { HOW_TO_INSTALL, pythonOfContenders } from '../python.ts';
import { requireSameOutput } from '../same-output.ts';
import type { Measure } from './measure.ts';

/** Those in Python write the same columns as bare COPY, which a writer in JavaScript is told one by one: ours. */
const PYTHON = ['pyarrow', 'datafusion', 'chdb'];
const JAVASCRIPT = ['hyparquet-writer', 'parquetjs'];
const BARE_COPY = 'bare COPY';

/** From log files on this disk to one finished partition. */
export const partition: Measure = {
  name: 'partition',
  title: 'Logs made into one finished partition, and into bare Parquet by others',
  async prepare({ folder, sizes }) {
    const program = await pythonOfContenders();
    const inPython = program === undefined ? [] : PYTHON;
    const contenders: [string, Contender][] = [
      ['codex-lake', codexLake],
      ['codex-lake, second run', codexLake],
      [BARE_COPY, bareCopy],
      [`${BARE_COPY}, all cores`, bareCopyOnAllCores],
      ...JAVASCRIPT.map((name): [string, Contender] => [name, javascript(name)]),
      ...inPython.map((name): [string, Contender] => [name, python(name, program ?? '')]),
    ];
    const inputs = new Map<number, Input>();
    for (const size of sizes) inputs.set(size, await inputOfSize(folder, size));
    const contend = async (size: number, input: Input): Promise<Line[]> => {
      const home = join(folder, `partition-${size}`);
      await mkdir(home);
      const lines: Line[] = [];
      for (const [name, contender] of contenders)
        lines.push({
          name: lineName(name, size),
          figures: { ...(await contender(input, home)) },
          ...(name.startsWith(BARE_COPY) && { isAnchor: true }),
        });
      for (const name of inPython) await requireSameOutput(outputIn(home, 'bare-copy'), outputIn(home, name));
      await rm(home, { recursive: true });
      return lines;
    };
    return {
      async round() {
        const lines: Line[] = [];
        for (const [size, input] of inputs) lines.push(...(await contend(size, input)));
        return lines;
      },
      // Of the largest logs: small ones measure starting up.
      ratios: ratiosOf(sizes.at(-1) ?? 0),
      absent: program === undefined ? [`${PYTHON.join(', ')}: not installed; ${HOW_TO_INSTALL}`] : [],
    };
  },
};

const lineName = (name: string, size: number) => `${name}, ${size} MB`;

function ratiosOf(size: number): Ratio[] {
  const others = [BARE_COPY, `${BARE_COPY}, all cores`, ...JAVASCRIPT, ...PYTHON];
  return others.flatMap((other) =>
    [
      { what: 'wall time', figure: 'wallSeconds' },
      { what: 'CPU', figure: 'cpuSeconds' },
    ].map(
      ({ what, figure }): Ratio => ({
        name: `${what} of codex-lake to ${other}`,
        of: [lineName('codex-lake', size), figure],
        to: [lineName(other, size), figure],
      }),
    ),
  );
}
