import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { acceptDamage, type Damage } from '../coverage/damage/audit-objects.ts';
import { deadlineAfter } from '../deadline/deadline.ts';
import { runOf } from '../ingest/run-pull.ts';
import { openLakeAt, openLakeToReadAt } from '../ledger/open-lake.ts';
import { findDamage } from '../repair/find-damage.ts';
import { type Repaired, repairDamage } from '../repair/repair-damage.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { interruptSignal } from './interrupt.ts';
import { note, print, printJson } from './output.ts';
import { streamsOfLake } from './streams-of-lake.ts';

interface FsckOptions extends CommonOptions {
  readonly deep?: boolean;
  readonly repair?: boolean;
  readonly accept?: readonly string[];
}

export function addFsckCommand(program: Command): void {
  withCommonOptions(program.command('fsck'))
    .description(
      'Looks for objects that are lost, emptied, cut or changed: by listing, against what was seen before, and with --deep by reading every byte. With --repair an original is fetched again from upstream, a table is made again from originals, the ledger from both, coverage from the ledger; a copy of what was damaged is kept below quarantine/damaged/. Safe to stop, to repeat and beside pulls.\nExits with 3 when something is damaged, and with --repair when something still is.',
    )
    .option('--deep', 'read every byte of the lake')
    .option('--repair', 'mend what an original or upstream still has')
    .option('--accept <key...>', 'take the damage of these objects as it is, and tell of it no more')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake fsck
  $ npx codex-lake fsck --deep --repair
  $ npx codex-lake fsck --json | jq -r '.damaged[].key'`,
    )
    .action(async (options: FsckOptions) => {
      process.exitCode = await fsck(options);
    });
}

async function fsck(options: FsckOptions): Promise<ExitCode> {
  const config = await configOf(options);
  const lake = await openLakeToReadAt(config);
  let damaged: Damage[];
  try {
    if (options.accept !== undefined) {
      const unknown = await acceptDamage(lake, options.accept);
      for (const key of unknown) note(`${key}: not known to be damaged; \`codex-lake fsck\` names what is`);
      return unknown.length > 0 ? EXIT.wrongUsage : EXIT.done;
    }
    damaged = await findDamage(lake, new Date(), {
      deep: options.deep === true,
      rawDays: config.deployment.retention.rawDays,
      progress(done, all) {
        if (done % 500 === 0) note(`${done}/${all} objects read`);
      },
    });
  } finally {
    await lake.close();
  }
  if (options.repair === true && damaged.length > 0) {
    const repaired = await repairAll(config, damaged);
    if (options.json) printJson({ lake: config.lake, damaged: repaired });
    else print(repaired.map(textOfRepaired).join('\n'));
    return repaired.every(({ isMended }) => isMended) ? EXIT.done : EXIT.incomplete;
  }
  if (options.json) printJson({ lake: config.lake, damaged });
  else print(damaged.map(textOf).join('\n') || 'nothing is lost or damaged');
  return damaged.length === 0 ? EXIT.done : EXIT.incomplete;
}

/** Opened for writing only now, as a lake whose digest key is damaged can be looked at, but not written in. */
async function repairAll(config: Config, damaged: readonly Damage[]): Promise<Repaired[]> {
  const deadline = deadlineAfter(undefined, { cancel: interruptSignal() });
  const lake = await openLakeAt(config, deadline);
  try {
    const run = runOf(lake, config, { now: () => new Date(), deadline });
    return await repairDamage(run, await streamsOfLake(config, lake), damaged);
  } finally {
    await lake.close();
  }
}

const textOf = ({ key, problem, remedy }: Damage): string => `${key}: ${problem}; ${remedy}`;

function textOfRepaired({ key, problem, isMended, note: told }: Repaired): string {
  const outcome = isMended ? 'mended' : 'not mended';
  return `${key}: ${outcome}${told === undefined ? '' : `, ${told}`} (it ${problem})`;
}
