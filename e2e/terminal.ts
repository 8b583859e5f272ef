import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export interface Ended {
  readonly code: number;
  /** What it printed to both, in the order it came. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a command of the project as a person would, from its root or a clone's; `input` is typed into it. */
export async function type(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
  { input = '', cwd = ROOT }: { readonly input?: string | undefined; readonly cwd?: string } = {},
): Promise<Ended> {
  const [program, ...given] = command;
  const child = spawn(program, given, { cwd, env: { ...process.env, ...environment } });
  let output = '';
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code: Number(code), output, stdout };
}
