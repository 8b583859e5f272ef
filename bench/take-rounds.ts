import { note } from '../src/cli/output.ts';
import { type Line, medianLines, valuesOf } from './lines.ts';
import type { Bench, Measure, Prepared } from './measures/measure.ts';

/** What a measure came to. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly lines: readonly Line[];
  readonly ratios: readonly { readonly name: string; readonly value: number }[];
  readonly absent: readonly string[];
  /** Why it was given up; the others went on. */
  readonly failed?: string;
}

interface Taken {
  readonly measure: Measure;
  prepared?: Prepared;
  readonly rounds: Line[][];
  failed?: string;
}

/**
 * Prepares all measures, then takes them in turn so many times: what else a machine does then meets all of them. One that fails is
 * asked no more, and the others go on.
 */
export async function takeRounds(
  measures: readonly Measure[],
  bench: Bench,
  rounds: number,
): Promise<Result[]> {
  const all: Taken[] = measures.map((measure) => ({ measure, rounds: [] }));
  for (const taken of all)
    await attempt(taken, 'preparing', async () => {
      taken.prepared = await taken.measure.prepare(bench);
    });
  for (let round = 1; round <= rounds; round++)
    for (const taken of all)
      await attempt(taken, `round ${round} of ${rounds}`, async () => {
        if (taken.prepared !== undefined) taken.rounds.push(await taken.prepared.round());
      });
  return all.map(resultOf);
}

async function attempt(taken: Taken, what: string, work: () => Promise<void>): Promise<void> {
  if (taken.failed !== undefined) return;
  note(`${taken.measure.name}: ${what} …`);
  try {
    await work();
  } catch (error) {
    taken.failed = error instanceof Error ? error.message : String(error);
    note(`${taken.measure.name}: failed: ${taken.failed}`);
  }
}

function resultOf({ measure: { name, title }, prepared, rounds, failed }: Taken): Result {
  const lines = medianLines(rounds);
  return {
    name,
    title,
    lines,
    ratios: valuesOf(prepared?.ratios ?? [], lines),
    absent: prepared?.absent ?? [],
    ...(failed !== undefined && { failed }),
  };
}
