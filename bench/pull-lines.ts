import type { KindCalls, ObjectKind } from './calls-by-kind.ts';
import type { Line } from './lines.ts';
import type { Ran } from './run-measured.ts';

/** A pull that `programs/pull.ts` made: what it took with all its calls to the store, and its calls by the kind of object. */
export function pullLines(name: string, { measured, stdout }: Ran): [Line, ...Line[]] {
  const calls: Readonly<Record<ObjectKind, KindCalls>> = JSON.parse(stdout);
  const kinds = Object.entries(calls);
  const total = (figure: keyof KindCalls) => kinds.reduce((sum, [, counts]) => sum + counts[figure], 0);
  const all: KindCalls = {
    puts: total('puts'),
    gets: total('gets'),
    heads: total('heads'),
    lists: total('lists'),
    bytesPut: total('bytesPut'),
  };
  return [
    { name, figures: { ...measured, ...all } },
    ...kinds.map(([kind, counts]) => ({ name: `${name}: ${kind}`, figures: { ...counts } })),
  ];
}
