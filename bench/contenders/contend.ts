import { cpus } from 'node:os';
import { join } from 'node:path';
import { note } from '../../src/cli/output.ts';
import type { Input } from '../input-of-size.ts';
import { codexLogObjects, sizeOf } from '../objects.ts';
import { type Measured, type Ran, type RunOptions, runNode, runPython } from '../run-measured.ts';

/** What a contender took, and what it made. */
export interface Contended extends Measured {
  readonly inputMB: number;
  readonly outputBytes: number;
}

/** Writes Parquet of logs into a folder, as a process of its own. */
export type Contender = (input: Input, home: string, options?: RunOptions) => Promise<Contended>;

/** Where in `home` the lake of ours is. */
export const lakeIn = (home: string): string => join(home, 'lake');
/** Where in `home` a contender writes its one file. */
export const outputIn = (home: string, name: string): string => join(home, `${name}.parquet`);

const script = (name: string) => join(import.meta.dirname, name);

export const codexLake: Contender = async (input, home, options) => {
  const { measured } = await noted('codex-lake', () =>
    runNode([script('codex-lake.ts'), input.logs, lakeIn(home)], options),
  );
  const { bytes } = await codexLogObjects(lakeIn(home));
  return { ...measured, inputMB: input.inputMB, outputBytes: bytes };
};

export const bareCopy = writer('bare-copy', (out, options) =>
  runNode([script('bare-copy.ts'), ...out], options),
);

/** As a person would run it: DuckDB takes all cores unless it is told otherwise. */
export const bareCopyOnAllCores = writer('bare-copy-all-cores', (out, options) =>
  runNode([script('bare-copy.ts'), ...out, String(cpus().length)], options),
);

/** A writer in JavaScript. */
export const javascript = (name: string): Contender =>
  writer(name, (out, options) => runNode([script(`${name}.ts`), ...out], options));

/** A writer in Python, by the Python it is installed in. */
export const python = (name: string, program: string): Contender =>
  writer(name, (out) => runPython(program, [script(`python/${name}_copy.py`), ...out]));

function writer(
  name: string,
  run: (out: readonly [logs: string, out: string], options?: RunOptions) => Promise<Ran>,
): Contender {
  return async (input, home, options) => {
    const out = outputIn(home, name);
    const { measured } = await noted(name, () => run([input.logs, out], options));
    return { ...measured, inputMB: input.inputMB, outputBytes: await sizeOf(out) };
  };
}

function noted<T>(name: string, work: () => Promise<T>): Promise<T> {
  note(`${name} …`);
  return work();
}
