import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { createProgram } from '../../src/cli/program.ts';
import { codexLake } from './codex-lake.ts';

const BIN = fileURLToPath(new URL('../../bin/codex-lake.ts', import.meta.url));
const LOADED = fileURLToPath(new URL('loaded-packages.ts', import.meta.url));

/** Packages that are loaded while a command runs. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await codexLake(args, { NODE_OPTIONS: `--import=${LOADED}` });
  expect(stdout).not.toBe('');
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
}

describe('the command line', () => {
  it('lists every command with what it is for, and adds each by the name it is listed by', async () => {
    const { stdout } = await codexLake(['--help']);
    for (const { name, summary } of COMMANDS) {
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`${name} ${summary}`);
      const program = await createProgram([name]);
      expect(program.commands.map((command) => command.name())).toEqual(COMMANDS.map((one) => one.name));
      const added = program.commands.find((command) => command.name() === name);
      expect(added?.description()).not.toBe('');
      expect(added?.summary()).toBe(summary);
    }
  });

  it('suggests the command that was meant', async () => {
    const { exitCode, stderr } = await codexLake(['stauts']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Did you mean status?');
  });

  it('loads neither engine nor AWS to say what it can do', async () => {
    const loaded = await loadedBy('--help');
    expect(loaded.filter((name) => /duckdb|aws|smithy|zod/.test(name))).toEqual([]);
  });

  it('loads nothing of AWS for a lake in a folder', async () => {
    const loaded = await loadedBy('query', 'select 1');
    expect(loaded.some((name) => name.startsWith('@duckdb/'))).toBe(true);
    expect(loaded.filter((name) => /aws|smithy/.test(name))).toEqual([]);
  });

  it('goes on in silence when its reader has seen enough', async () => {
    const child = spawn(process.execPath, [BIN, 'query', 'from range(200000)', '--format', 'csv'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [exitCode] = await once(child, 'close');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});
