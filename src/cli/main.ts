import { CommanderError } from 'commander';
import { ConfigurationError } from '../config/configuration-error.ts';
import { ProxyAddressError, useProxyFromEnvironment } from '../http/proxy.ts';
import { watchOutputs } from './broken-output.ts';
import { EXIT } from './exit-code.ts';
import { failureMessage } from './failure-message.ts';
import { note } from './output.ts';
import { createProgram } from './program.ts';

/** Runs the command that the arguments, those behind the program's name, ask for. Sets `process.exitCode`, see `EXIT`. */
export async function main(args: readonly string[]): Promise<void> {
  watchOutputs(process);
  try {
    useProxyFromEnvironment(process.env);
    const program = await createProgram(args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
    else {
      note(failureMessage(error));
      const isSetting = error instanceof ConfigurationError || error instanceof ProxyAddressError;
      process.exitCode = isSetting ? EXIT.wrongUsage : EXIT.failed;
    }
  }
}
