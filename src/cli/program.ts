import { Command } from 'commander';
import { VERSION } from '../http/user-agent.ts';
import { addAcceptCommand } from './accept-command.ts';
import { addDemoCommand } from './demo-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addFsckCommand } from './fsck-command.ts';
import { addIpRangesCommand } from './ip-ranges-command.ts';
import { addKeysCommand } from './keys-command.ts';
import { addPullCommand } from './pull-command.ts';
import { addQueryCommand } from './query-command.ts';
import { addRebuildCommand } from './rebuild-command.ts';
import { addRedriveCommand } from './redrive-command.ts';
import { addReportCommand } from './report-command.ts';
import { addSimulateCommand } from './simulate-command.ts';
import { addStatusCommand } from './status-command.ts';
import { addTablesCommand } from './tables-command.ts';

/** The command line. Commands set `process.exitCode`; see `EXIT`. */
export function createProgram(): Command {
  const program = new Command('codex-lake')
    .description("Your company's Codex usage, reviews, logs and costs, in your own lake")
    .version(VERSION, '--version', 'print the version')
    .helpCommand('help [command]')
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false })
    .exitOverride();
  addDemoCommand(program);
  addPullCommand(program);
  addQueryCommand(program);
  addTablesCommand(program);
  addStatusCommand(program);
  addDoctorCommand(program);
  addAcceptCommand(program);
  addRedriveCommand(program);
  addRebuildCommand(program);
  addFsckCommand(program);
  addReportCommand(program);
  addKeysCommand(program);
  addIpRangesCommand(program);
  addSimulateCommand(program);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride();
  return program;
}
