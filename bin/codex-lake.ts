#!/usr/bin/env node
import { CommanderError } from 'commander';
import { EXIT } from '../src/cli/exit-code.ts';
import { note } from '../src/cli/output.ts';
import { createProgram } from '../src/cli/program.ts';
import { ConfigurationError } from '../src/config/configuration-error.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  else {
    note(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof ConfigurationError ? EXIT.wrongUsage : EXIT.failed;
  }
}
