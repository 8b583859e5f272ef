import { type Command, InvalidArgumentError } from 'commander';
import { FAULTS, type FaultName, isFaultName } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { note, print, printJson } from './output.ts';

interface SimulateOptions {
  readonly port?: number;
  readonly people: number;
  readonly seed: string;
  readonly now?: Date;
  readonly fault: readonly FaultName[];
  readonly rateLimits?: boolean;
  readonly json?: boolean;
}

export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description(
      'Serves the analytics and compliance APIs and the range feeds of an invented company on this machine, and the allowlists of its GitHub and AWS, until stopped.',
    )
    .option('--port <n>', 'port to listen on; by default a free one', Number)
    .option('--people <n>', 'size of the company', Number, 250)
    .option('--seed <text>', 'another seed is another company', 'codex-lake')
    .option('--now <time>', 'the time it is there, such as 2026-11-16T09:00:00Z; by default now', timeOption)
    .option('--fault <name>', 'switch a fault on; may be repeated, see below', collectFaults, [])
    .option('--rate-limits', 'answer 429 as upstream does, such as beyond 50 downloads a minute')
    .option('--json', 'print the settings as one JSON document')
    .addHelpText(
      'after',
      `
Faults:
${FAULTS.map(({ name, doc }) => `  ${name.padEnd(26)} ${doc}`).join('\n')}

Examples:
  $ npx codex-lake simulate --port 8080
  $ npx codex-lake simulate --fault duplicate-events --fault wrong-checksum`,
    )
    .action(async (options: SimulateOptions) => {
      const simulator = await startSimulator(options);
      if (options.json) printJson(settingsOf(simulator));
      else
        print(
          Object.entries(settingsOf(simulator))
            .map(([name, value]) => `export ${name}=${value}`)
            .join('\n'),
        );
      note(
        'serving until stopped with Ctrl-C; in another terminal, export the lines above and `npx codex-lake pull`',
      );
    });
}

/** The environment that points the other commands at the simulator. */
export function settingsOf(simulator: Simulator): Record<string, string> {
  return {
    CODEX_LAKE_API_BASE: simulator.apiBase,
    CODEX_LAKE_RANGES_BASE: simulator.rangesBase,
    CODEX_LAKE_WORKSPACES: simulator.workspaceId,
    CODEX_LAKE_ORGANIZATIONS: simulator.organizationId,
    CODEX_LAKE_PACED: 'false',
    CODEX_LAKE_GITHUB_API: simulator.githubApi,
    CODEX_LAKE_ADDRESS_URL: simulator.addressUrl,
    GITHUB_TOKEN: simulator.github.token,
    AWS_ENDPOINT_URL_WAFV2: simulator.awsEndpoint,
    AWS_ENDPOINT_URL_EC2: simulator.awsEndpoint,
    OPENAI_ANALYTICS_KEY: simulator.analyticsKey,
    OPENAI_COMPLIANCE_KEY: simulator.complianceKey,
  };
}

export function timeOption(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('a time is written as 2026-11-16T09:00:00Z.');
  return time;
}

function collectFaults(name: string, before: readonly FaultName[]): FaultName[] {
  if (!isFaultName(name)) throw new InvalidArgumentError('`codex-lake simulate --help` lists the faults.');
  return [...before, name];
}
