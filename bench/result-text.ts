import { tableOfRows } from '../src/cli/output.ts';
import type { Line } from './lines.ts';
import type { Result } from './take-rounds.ts';

interface Shown {
  readonly as: string;
  readonly text: (value: number) => string;
}

const fixed = (digits: number) => (value: number) => value.toFixed(digits);
const megabytes = (value: number) => (value / 1e6).toFixed(2);
const count = (value: number) => value.toLocaleString('en-US');

/** Figures by their names, in the order people see them. */
const SHOWN: Readonly<Record<string, Shown>> = {
  inputMB: { as: 'input MB', text: fixed(0) },
  inputGB: { as: 'input GB', text: fixed(2) },
  wallSeconds: { as: 'wall s', text: fixed(2) },
  cpuSeconds: { as: 'CPU s', text: fixed(2) },
  cores: { as: 'cores', text: fixed(2) },
  peakRssMB: { as: 'peak MB', text: fixed(0) },
  mbPerSecond: { as: 'MB/s', text: fixed(0) },
  wallSecondsPerGB: { as: 'wall s/GB', text: fixed(1) },
  cpuSecondsPerGB: { as: 'CPU s/GB', text: fixed(1) },
  outputBytes: { as: 'output MB', text: megabytes },
  puts: { as: 'PUT', text: count },
  gets: { as: 'GET', text: count },
  heads: { as: 'HEAD', text: count },
  lists: { as: 'LIST', text: count },
  bytesPut: { as: 'MB put', text: megabytes },
  newOriginals: { as: 'new originals', text: count },
  changedPartitions: { as: 'changed partitions', text: count },
  objectsNeeded: { as: 'both', text: count },
  bareBytes: { as: 'their MB as sent', text: megabytes },
  files: { as: 'files', text: count },
  bytes: { as: 'MB', text: megabytes },
  rows: { as: 'rows', text: count },
};

/** A measure for people: its lines as a table, anchors marked, then ratios and what was absent. */
export function resultText({ name, title, lines, ratios, absent, failed }: Result): string {
  return [
    `\n${title} (${name})`,
    ...(lines.length === 0 ? [] : [tableOf(lines)]),
    ...ratios.map((ratio) => `${ratio.value.toFixed(ratio.value < 0.1 ? 4 : 2).padStart(9)}  ${ratio.name}`),
    ...(failed === undefined ? [] : [`   failed  ${failed}`]),
    ...absent.map((what) => `   absent  ${what}`),
  ].join('\n');
}

function tableOf(lines: readonly Line[]): string {
  const has = [...new Set(lines.flatMap(({ figures }) => Object.keys(figures)))];
  const inOrder = [...new Set([...Object.keys(SHOWN), ...has])].filter((figure) => has.includes(figure));
  const shown = inOrder.map((figure): [string, Shown] => [
    figure,
    SHOWN[figure] ?? { as: figure, text: count },
  ]);
  const rows = lines.map(({ name, figures, isAnchor }) => ({
    '': isAnchor ? `${name} *` : name,
    ...Object.fromEntries(
      shown.map(([figure, { as, text }]) => {
        const value = figures[figure];
        return [as, value === undefined ? '' : text(value)];
      }),
    ),
  }));
  return tableOfRows(['', ...shown.map(([, { as }]) => as)], rows);
}
