import { createLogUpdate } from 'log-update';
import type { TargetProgress } from '../allowlist/target.ts';
import { visible } from './escape-control-characters.ts';

const PLAIN_EVERY_MS = 5_000;

/** Shows a sync as it goes: a live line on a terminal, else a plain line every few seconds. */
export function showSyncProgress(
  out: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
  now: () => number = Date.now,
) {
  const live = out.isTTY ? createLogUpdate(out) : undefined;
  let shownMs = Number.NEGATIVE_INFINITY;
  let done = '';
  return {
    report(target: string, progress: TargetProgress): void {
      if (progress.is !== 'waiting') done = `${progress.is} ${progress.done}/${progress.of}`;
      const waiting = progress.is === 'waiting' ? `waits ${progress.seconds} s: ${progress.why}` : '';
      const line = visible([target.padEnd(12), done, waiting].filter(Boolean).join('  '));
      if (live !== undefined) live(line);
      else if (now() - shownMs > PLAIN_EVERY_MS) {
        out.write(`${line}\n`);
        shownMs = now();
      }
    },
    end(): void {
      live?.done();
    },
  };
}
