import type { Command } from 'commander';
import { runAdopt } from '../allowlist/run-sync.ts';
import { deadlineAfter } from '../deadline/deadline.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { interruptSignal } from './interrupt.ts';
import { print, printJson } from './output.ts';

interface AdoptOptions extends CommonOptions {
  readonly target?: string;
  readonly apply?: boolean;
}

const MINUTES = 15;

/** Puts entries on record as ours that carry our label, where a person says so. */
export function addIpRangesAdopt(ipRanges: Command, help: string): void {
  withCommonOptions(ipRanges.command('adopt'))
    .summary('take entries for ours that carry our label and are not on record')
    .description(
      'Prints the entries that carry the label of this program although no record says that it put them, as after state/ of the lake was lost. They are never touched until --apply puts them on record.',
    )
    .option('--target <name>', 'only this allowlist, such as github:my-org')
    .option('--apply', 'put them on record, so that syncs keep them in step')
    .addHelpText('after', help)
    .action(async ({ target, apply, ...options }: AdoptOptions) => {
      const found = await runAdopt(
        await configOf(options),
        {
          mode: apply ? 'apply' : 'plan',
          deadline: deadlineAfter(MINUTES * 60_000, { cancel: interruptSignal() }),
        },
        target,
      );
      const shown = found.map(({ target: name, entries }) => ({
        target: name,
        entries: entries.map(({ id, range }) => range ?? id),
      }));
      if (options.json) return printJson(shown);
      const lines = shown.flatMap(({ target: name, entries }) => [
        `${name}: ${entries.length} ${apply ? 'taken for ours' : 'carry our label and are not on record'}`,
        ...entries.map((range) => `  ${range}`),
      ]);
      print(lines.join('\n'));
    });
}
