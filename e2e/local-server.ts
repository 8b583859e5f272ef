import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a local AWS answers at an address, a minute at most; throws when its process ends before. */
export async function untilItAnswers(server: ChildProcess, address: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    if (server.exitCode !== null) throw new Error(`the local AWS ended with ${server.exitCode}; see its log`);
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(250);
  }
  throw new Error('the local AWS does not answer after a minute; see its log');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
