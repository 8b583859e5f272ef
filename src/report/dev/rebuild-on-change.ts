import { watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Editors write a file in several steps; what comes within this time is one change. */
const SETTLE_MS = 80;

interface Rebuild {
  readonly folders: readonly string[];
  readonly build: () => Promise<void>;
  /** Told of each build: undefined when it was made, else why it was not. */
  readonly built: (failure: string | undefined) => void;
  readonly signal: AbortSignal;
}

/**
 * Builds once, then again whenever a file below the folders changes, one build after the other; what changes during a build asks
 * for another one. A build that fails is told of, and the next change tries again. Returns when the signal says so.
 */
export async function rebuildOnChange({ folders, build, built, signal }: Rebuild): Promise<void> {
  let changed = Promise.withResolvers<void>();
  changed.resolve();
  for (const folder of folders) watch(folder, { recursive: true, signal }, () => changed.resolve());
  signal.addEventListener('abort', () => changed.resolve());
  for (;;) {
    await changed.promise;
    await sleep(SETTLE_MS);
    if (signal.aborted) return;
    changed = Promise.withResolvers<void>();
    const failure = await build().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (!signal.aborted) built(failure);
  }
}
