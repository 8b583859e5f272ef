import type { Command } from 'commander';
import { requireSettings } from '../config/streams.ts';
import { deadlineAfter } from '../deadline/deadline.ts';
import { runOf } from '../ingest/run-pull.ts';
import { openLakeAt } from '../ledger/open-lake.ts';
import { type Redriven, redrive } from '../repair/redrive.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { note, print, printJson } from './output.ts';
import { showProgress } from './progress.ts';
import { streamsOfLake } from './streams-of-lake.ts';

interface RedriveOptions extends CommonOptions {
  readonly all?: boolean;
}

export function addRedriveCommand(program: Command): void {
  withCommonOptions(program.command('redrive'))
    .description(
      'Asks upstream again for files and days that were quarantined or gone; where upstream has them no more, reads the kept original again.\nExits with 3 when some of them still are, and with 2 when an id names nothing that is.',
    )
    .argument('[id...]', 'what `codex-lake status` calls them')
    .option('--all', 'everything that is quarantined or gone')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake redrive --all
  $ npx codex-lake redrive eclf_0123456789`,
    )
    .action(async (ids: string[], options: RedriveOptions) => {
      process.exitCode = await redriveAll(ids, options);
    });
}

async function redriveAll(ids: readonly string[], options: RedriveOptions): Promise<ExitCode> {
  if (ids.length > 0 === (options.all === true)) {
    note('redrive: name what to try again, or --all; `codex-lake status` names what is quarantined');
    return EXIT.wrongUsage;
  }
  const config = await configOf(options);
  requireSettings(config, []);
  const wanted = new Set(ids);
  const report = showProgress();
  const deadline = deadlineAfter(undefined, { cancel: interruptSignal() });
  const lake = await openLakeAt(config, deadline);
  try {
    const run = runOf(lake, config, { now: () => new Date(), deadline, report });
    const streams = await streamsOfLake(config, lake);
    const done = await redrive(run, streams, ({ id }) => options.all === true || wanted.has(id));
    const found = new Set(done.map(({ unit }) => unit.id));
    const unknown = ids.filter((id) => !found.has(id));
    if (options.json) printJson({ lake: config.lake, redriven: done, unknown });
    else print(textOf(done, unknown));
    if (unknown.length > 0) return EXIT.wrongUsage;
    return done.every(({ now }) => now === null) ? EXIT.done : EXIT.incomplete;
  } finally {
    await lake.close();
  }
}

function textOf(done: readonly Redriven[], unknown: readonly string[]): string {
  const lines = done.map(
    ({ unit, now }) => `${unit.id}: ${now === null ? 'landed' : `${now.state}, ${now.reason}`}`,
  );
  const none = unknown.map((id) => `${id}: nothing quarantined is called that`);
  return [...lines, ...none].join('\n') || 'nothing is quarantined';
}
