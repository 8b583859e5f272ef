import { EXIT } from './exit-code.ts';
import { note } from './output.ts';

/**
 * A signal that aborts at the first Ctrl-C (or SIGTERM), so that what is under way ends in good order. The second one ends the
 * process at once, which does no harm to a lake either: the next run does again what was not in the ledger.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      note('\nstopping in good order: what was read is written; once more stops at once');
      controller.abort();
    });
  }
  return controller.signal;
}
