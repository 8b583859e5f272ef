import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Config, readConfig } from '../config/config.ts';

/** Options every command that touches a lake has; `--json` prints one document to stdout. */
export interface CommonOptions {
  readonly lake?: string;
  readonly json?: boolean;
}

export function withCommonOptions(command: Command): Command {
  return command
    .addOption(new Option('--lake <where>', 'folder, or s3://bucket/prefix (default ./lake, or CODEX_LAKE)'))
    .option('--json', 'print one JSON document to stdout');
}

export function configOf(options: CommonOptions): Promise<Config> {
  return readConfig({ lake: options.lake }, process.env);
}

/** Milliseconds of a `--minutes`; undefined when none were given. */
export const minutesMs = (minutes: number | undefined): number | undefined =>
  minutes === undefined ? undefined : minutes * 60_000;

/** Reads a UTC day given on the command line. */
export function dayOption(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (!isDay) throw new InvalidArgumentError('a day is written as 2026-11-01.');
  return text;
}
