import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const CODEX_LAKE = join(import.meta.dirname, '../bin/codex-lake.ts');

/** Has a simulator answer in a process of its own, and hands on the settings that lead to it. */
export async function withUpstream<T>(
  people: number,
  now: Date,
  work: (settings: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const args = ['simulate', '--json', '--people', String(people), '--now', now.toISOString()];
  const simulator = spawn(process.execPath, ['--max-old-space-size=4096', CODEX_LAKE, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(simulator, 'close');
  try {
    return await work(JSON.parse(await firstDocument(simulator.stdout)));
  } finally {
    simulator.kill();
    await ended;
  }
}

/** The one JSON document it prints, and then goes on. */
async function firstDocument(out: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const bytes of out) {
    text += bytes;
    if (text.endsWith('}\n')) return text;
  }
  throw new Error('simulator: ended before it served');
}
