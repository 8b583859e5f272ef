import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { note } from '../src/cli/output.ts';
import { makeInput } from './input.ts';

/** Log files to be made into a partition. */
export interface Input {
  /** Folder that holds nothing else. */
  readonly logs: string;
  /** As it turned out, in MB. */
  readonly inputMB: number;
}

/** Makes logs of about a size below a folder, once. What upstream would list of them is beside them, in `files.json`. */
export async function inputOfSize(folder: string, megabytes: number): Promise<Input> {
  const key = `${folder}\n${megabytes}`;
  const made = inputs.get(key) ?? make(join(folder, `input-${megabytes}`), megabytes);
  inputs.set(key, made);
  return made;
}

const inputs = new Map<string, Promise<Input>>();

async function make(folder: string, megabytes: number): Promise<Input> {
  note(`making ${megabytes} MB of CODEX_LOG …`);
  await mkdir(folder, { recursive: true });
  const logs = join(folder, 'logs');
  const files = await makeInput(logs, megabytes);
  await writeFile(join(folder, 'files.json'), JSON.stringify(files));
  return { logs, inputMB: files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6 };
}
