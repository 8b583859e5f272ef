import { Command } from 'commander';
import { VERSION } from '../http/user-agent.ts';
import { COMMANDS } from './commands.ts';

/** The command line. Commands set `process.exitCode`; see `EXIT`. */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('codex-lake')
    .description("Your company's Codex usage, reviews, logs and costs, in your own lake")
    .version(VERSION, '--version', 'print the version')
    .helpCommand('help [command]')
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() })
    .exitOverride();
  for (const { name, summary, load } of COMMANDS) {
    // Only what may be called is loaded: the rest is listed.
    if (args.includes(name)) (await load())(program);
    else program.command(name);
    program.commands.at(-1)?.summary(summary);
  }
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride();
  return program;
}
