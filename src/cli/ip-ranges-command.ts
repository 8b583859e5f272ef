import { type Command, Option } from 'commander';
import { diffText } from '../allowlist/diff.ts';
import { runFreeze, runSync } from '../allowlist/run-sync.ts';
import { summaryOf, type Verdict, verdictOf } from '../allowlist/summary.ts';
import { VersionMismatch } from '../allowlist/sync.ts';
import type { SyncContext } from '../allowlist/sync-context.ts';
import { ConfigurationError } from '../config/configuration-error.ts';
import { deadlineAfter } from '../deadline/deadline.ts';
import { type CommonOptions, configOf, minutesMs, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { addIpRangesAdopt } from './ip-ranges-adopt.ts';
import { addIpRangesHistory } from './ip-ranges-history.ts';
import { note, print, printJson } from './output.ts';
import { showSyncProgress } from './sync-progress.ts';

interface SyncOptions extends CommonOptions {
  readonly accept?: string;
  readonly minutes?: number;
}

const EXITS: Readonly<Record<Verdict, ExitCode>> = {
  done: EXIT.done,
  incomplete: EXIT.incomplete,
  failed: EXIT.failed,
};

const HELP = `
Allowlists are named in codex-lake.json, below "allowlist": { "targets": […] }; docs/allowlists.md has examples, and what each
may break. GITHUB_TOKEN is for GitHub; credentials of AWS are those of the AWS command line.
Exits with 3 when a feed was refused, a guard stopped a list, or something is left to do.

Examples:
  $ npx codex-lake ip-ranges plan
  $ npx codex-lake ip-ranges apply --accept 2026-11-18T07:03:36.421741
  $ npx codex-lake ip-ranges history --at 2026-11-01T12:00:00Z`;

export function addIpRangesCommand(program: Command): void {
  const ipRanges = program
    .command('ip-ranges')
    .description(
      'Compares the ranges Codex cloud connects from with the allowlists configured, and brings those into step: adds before it removes, keeps what is not its own, and stops at guards.',
    )
    .addHelpText('after', HELP);

  withCommonOptions(ipRanges.command('plan'))
    .summary('what would change')
    .description(
      'Reads the feeds and the allowlists, and prints what a sync would change. Changes and remembers nothing.',
    )
    .addHelpText('after', HELP)
    .action((options: SyncOptions) => sync(options, 'plan'));

  withCommonOptions(ipRanges.command('apply'))
    .summary('bring the allowlists into step')
    .description(
      'Changes the allowlists. Safe to stop, to repeat, and beside the scheduled function: it goes on where it was stopped.',
    )
    .addOption(new Option('--accept <version>', 'let this version of a feed pass the guards, and no other'))
    .option('--minutes <n>', 'stop in good order after so long; the next sync goes on', Number)
    .addHelpText('after', HELP)
    .action((options: SyncOptions) => sync(options, 'apply'));

  addIpRangesHistory(ipRanges, HELP);
  addIpRangesAdopt(ipRanges, HELP);

  withCommonOptions(ipRanges.command('freeze'))
    .summary('stop every change of allowlists')
    .description('Stops every sync of this lake, also the scheduled one, until it is taken back with --off.')
    .option('--off', 'let allowlists follow again')
    .addHelpText('after', HELP)
    .action(async (options: CommonOptions & { readonly off?: boolean }) => {
      const frozen = options.off !== true;
      await runFreeze(await configOf(options), frozen);
      if (options.json) printJson({ frozen });
      else note(frozen ? 'allowlists are frozen' : 'allowlists follow the feeds again');
    });

  for (const command of ipRanges.commands) command.exitOverride();
}

async function sync({ accept, minutes, ...options }: SyncOptions, mode: SyncContext['mode']): Promise<void> {
  const config = await configOf(options);
  if (config.allowlist.targets.length === 0)
    throw new ConfigurationError(
      'allowlist.targets: none given, name the lists in codex-lake.json: docs/allowlists.md has examples',
    );
  const progress = showSyncProgress();
  try {
    const deadline = deadlineAfter(minutesMs(minutes), { cancel: interruptSignal() });
    const result = await runSync(config, { mode, deadline, accept, report: progress.report });
    progress.end();
    if (options.json) printJson(summaryOf(result));
    else print(diffText(result));
    process.exitCode = EXITS[verdictOf(result)];
  } catch (error) {
    progress.end();
    throw error instanceof VersionMismatch ? new ConfigurationError(error.message) : error;
  }
}
