import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import { type Config, readConfig } from '../config/config.ts';
import { beforeDeployment } from '../doctor/before-deployment.ts';
import { type Deployed, deployedEnvironment, deployedKeys, readDeployed } from '../doctor/deployed.ts';
import { examine } from '../doctor/examine.ts';
import { type Finding, finding, ok, type Status } from '../doctor/finding.ts';
import { awsRequestHandler } from '../http/proxy.ts';
import { s3Client } from '../lake/store/s3-store.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { print, printJson, textTable } from './output.ts';

interface DoctorOptions extends CommonOptions {
  readonly stack?: string;
  readonly beforeDeploy?: boolean;
}

export function addDoctorCommand(program: Command): void {
  withCommonOptions(program.command('doctor'))
    .description(
      'Tests settings, keys, every endpoint of every scope, clock, address and lake; with --stack also the deployed stack, with its own settings and keys: catalog, workgroup, an Athena query, quotas. Says what to do. Writes one probe object, and shows no key.\nExits with 1 on problems, with 3 when something is only worth a look or not configured.',
    )
    .option(
      '--stack <name>',
      'a deployed stack (default, where the lake is in S3: as in codex-lake.json, or CodexLake)',
    )
    .option('--before-deploy', 'what would stop a deployment of these settings in this account; reads only')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake doctor
  $ npx codex-lake doctor --before-deploy
  $ npx codex-lake doctor --stack CodexLake
  $ npx codex-lake doctor --json | jq '.findings[] | select(.status == "problem")'`,
    )
    .action(async (options: DoctorOptions) => {
      const { config, deployed, found } = options.beforeDeploy
        ? await accountOf(options)
        : await settingsToCheck(options);
      const findings = options.beforeDeploy
        ? found
        : [...found, ...(await examine(config, deployed, (await configOf(options)).deployment.keyLimitDays))];
      if (options.json) printJson({ lake: config.lake, stack: deployed?.stack ?? null, findings });
      else print(textOf(findings));
      process.exitCode = exitCodeOf(findings);
    });
}

/** The account that is to be deployed to; region, credentials and endpoints of AWS come from the environment. */
async function accountOf(
  options: DoctorOptions,
): Promise<{ config: Config; deployed?: Deployed; found: readonly Finding[] }> {
  const config = await configOf(options);
  const found = await beforeDeployment(config, {
    cloudFormation: new CloudFormationClient({ requestHandler: awsRequestHandler() }),
    athena: new AthenaClient({ requestHandler: awsRequestHandler() }),
    glue: new GlueClient({ requestHandler: awsRequestHandler() }),
    lambda: new LambdaClient({ requestHandler: awsRequestHandler() }),
    s3: s3Client(),
    secrets: new SecretsManagerClient({ requestHandler: awsRequestHandler() }),
    async ec2() {
      const { EC2Client } = await import('@aws-sdk/client-ec2');
      return new EC2Client({ requestHandler: awsRequestHandler() });
    },
  });
  return { config, found };
}

/** Who is looked at: this machine's settings, or the stack's own where it can be found. */
async function settingsToCheck(
  options: DoctorOptions,
): Promise<{ readonly config: Config; readonly deployed?: Deployed; readonly found: readonly Finding[] }> {
  const local = await configOf(options);
  if (options.stack === undefined && !local.lake.startsWith('s3://')) return { config: local, found: [] };
  const stack = options.stack ?? local.deployment.stackName;
  let patient: { config: Config; deployed: Deployed } | undefined;
  const todo = 'name it with --stack; check AWS_PROFILE and AWS_REGION; what follows is of the settings here';
  const found = await finding('stack', todo, async () => {
    const cloudFormation = new CloudFormationClient({ requestHandler: awsRequestHandler() });
    const deployed = await readDeployed(cloudFormation, stack);
    const environment = await deployedEnvironment(
      cloudFormation,
      new LambdaClient({ requestHandler: awsRequestHandler() }),
      deployed.stack,
    );
    const keys = await deployedKeys(
      new SecretsManagerClient({ requestHandler: awsRequestHandler() }),
      deployed.stack,
    );
    patient = { config: await readConfig({ ...keys, lake: deployed.lake }, environment, null), deployed };
    return ok('stack', `${deployed.stack}: its settings and keys are looked at`);
  });
  return { config: local, ...patient, found };
}

const SIGNS: Readonly<Record<Status, string>> = {
  ok: '✓',
  warning: '!',
  problem: '✗',
  'not configured': '○',
  skipped: '-',
};

/** A line a check, then what to do, worst first. */
function textOf(findings: readonly Finding[]): string {
  const table = textTable(
    ['', 'check', 'finding'],
    findings.map(({ check, status, says }) => [SIGNS[status], check, says]),
  );
  const order: readonly Status[] = ['problem', 'warning', 'not configured'];
  const todo = order.flatMap((wanted) =>
    findings
      .filter(({ status }) => status === wanted)
      .map((one) => `  ${SIGNS[wanted]} ${one.check}: ${one.todo}`),
  );
  return todo.length === 0 ? `${table}\nnothing to do` : `${table}\n\nWhat to do:\n${todo.join('\n')}`;
}

function exitCodeOf(findings: readonly Finding[]): ExitCode {
  const some = (...wanted: readonly Status[]) => findings.some(({ status }) => wanted.includes(status));
  if (some('problem')) return EXIT.failed;
  return some('warning', 'not configured') ? EXIT.incomplete : EXIT.done;
}
