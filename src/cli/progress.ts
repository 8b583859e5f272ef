import { createLogUpdate } from 'log-update';
import type { ProgressEvent } from '../ingest/run.ts';
import type { Stream } from '../sources/stream.ts';
import { visible } from './escape-control-characters.ts';

interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const PLAIN_EVERY_MS = 5_000;

/** What is being read right now. */
interface State {
  stream: Stream;
  units: number;
  done: number;
  bytes: number;
  startedMs: number;
  waiting: string;
}

/**
 * Shows a pull as it goes: a live line on a terminal, else a plain line every few seconds and one at the end of each source.
 * Returns what to report events to.
 */
export function showProgress(
  out: Terminal & NodeJS.WritableStream = process.stderr,
  now: () => number = Date.now,
): (event: ProgressEvent) => void {
  const live = out.isTTY ? createLogUpdate(out) : undefined;
  let state: State | undefined;
  let shownMs = 0;

  function show(force: boolean): void {
    if (state === undefined) return;
    if (live !== undefined) live(line(state, now()));
    else if (force || now() - shownMs > PLAIN_EVERY_MS) {
      out.write(`${line(state, now())}\n`);
      shownMs = now();
    }
  }

  return (event) => {
    if (event.is === 'started') {
      state = { stream: event.stream, units: 0, done: 0, bytes: 0, startedMs: now(), waiting: '' };
      shownMs = now();
    } else if (state !== undefined && event.is === 'planned') state.units = event.units;
    else if (state !== undefined && event.is === 'read') {
      state.done += event.units;
      state.bytes += event.bytes;
      state.waiting = '';
    } else if (state !== undefined && event.is === 'waiting') state.waiting = event.why;
    else if (state !== undefined && event.is === 'ended') {
      state.waiting =
        event.counters.reason ??
        (event.counters.notLanded > 0 ? `${event.counters.notLanded} not landed` : '');
      show(true);
      live?.done();
      state = undefined;
    }
    show(false);
  };
}

function line({ stream, units, done, bytes, startedMs, waiting }: State, nowMs: number): string {
  const unit = stream.source.kind === 'log' ? 'files' : stream.source.kind === 'days' ? 'days' : 'lists';
  const parts = [
    stream.source.name.padEnd(22),
    `${done}/${units} ${unit}`.padStart(16),
    megabytes(bytes).padStart(10),
  ];
  const left = ((nowMs - startedMs) / Math.max(1, done)) * (units - done);
  if (done > 0 && units > done && left > 1000) parts.push(`${duration(left)} left`);
  if (waiting !== '') parts.push(visible(waiting));
  return parts.join('  ').trimEnd();
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
