#!/usr/bin/env node
import { CommanderError } from 'commander';
import { EXIT } from '../src/cli/exit-code.ts';
import { failureMessage } from '../src/cli/failure-message.ts';
import { note } from '../src/cli/output.ts';
import { createProgram } from '../src/cli/program.ts';
import { ConfigurationError } from '../src/config/configuration-error.ts';
import { ProxyAddressError, useProxyFromEnvironment } from '../src/http/proxy.ts';

try {
  useProxyFromEnvironment(process.env);
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  else {
    note(failureMessage(error));
    const isSetting = error instanceof ConfigurationError || error instanceof ProxyAddressError;
    process.exitCode = isSetting ? EXIT.wrongUsage : EXIT.failed;
  }
}
