import type { Command } from 'commander';
import { openLakeAt } from '../ledger/open-lake.ts';
import { accept, acceptLoss, NotAcceptable } from '../repair/accept.ts';
import { allUnlandedUnits } from '../repair/redrive.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { note, print, printJson } from './output.ts';
import { streamsOfLake } from './streams-of-lake.ts';

export function addAcceptCommand(program: Command): void {
  withCommonOptions(program.command('accept'))
    .description(
      'Upstream told an emptier day than the lake had, so the lake kept what it had. If upstream is right, accept it: the tables then say what upstream said last. Earlier revisions stay in ledger_days and their originals in raw/.\nA log file that upstream listed and no longer has can only be accepted as lost: it stays in ledger_files, and is no longer asked about.\nExits with 2 when one of the ids is neither; then nothing is accepted.',
    )
    .argument('<id...>', 'what `codex-lake status` calls it, such as usage/<workspace>/2026-11-18 or eclf_…')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake status --json | jq -r '.sources[].unlandedUnits[].id'
  $ npx codex-lake accept usage/8a4f1a2e-0000-4000-8000-000000000000/2026-11-18`,
    )
    .action(async (ids: string[], options: CommonOptions) => {
      process.exitCode = await acceptAll(ids, options);
    });
}

async function acceptAll(ids: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const config = await configOf(options);
  const lake = await openLakeAt(config);
  try {
    const now = () => new Date();
    const held = await allUnlandedUnits({ lake, now }, await streamsOfLake(config, lake));
    const chosen = ids.map((id) => {
      for (const { stream, units } of held) {
        const unit = units.find((one) => one.id === id && one.state !== 'quarantined');
        if (unit !== undefined) return { stream, unit };
      }
      return id;
    });
    const unknown = chosen.filter((one) => typeof one === 'string');
    if (unknown.length > 0) {
      for (const id of unknown) note(`${id}: not held; \`codex-lake status\` names what is`);
      return EXIT.wrongUsage;
    }
    for (const one of chosen) {
      if (typeof one === 'string') continue;
      const { stream, unit } = one;
      await (unit.state === 'gone' || unit.state === 'unlisted'
        ? acceptLoss(lake, stream, unit, now())
        : accept(lake, stream, unit.day, now()));
    }
    if (options.json) printJson({ lake: config.lake, accepted: ids });
    else print(ids.map((id) => `${id}: accepted`).join('\n'));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof NotAcceptable)) throw error;
    note(error.message);
    return EXIT.failed;
  } finally {
    await lake.close();
  }
}
