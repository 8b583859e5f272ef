import {
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import password from '@inquirer/password';
import { Argument, type Command } from 'commander';
import { ConfigurationError } from '../config/configuration-error.ts';
import { KEYS, type KeyName } from '../config/keys.ts';
import { awsRequestHandler } from '../http/proxy.ts';
import { configOf } from './command.ts';
import { print, printJson } from './output.ts';

interface KeysOptions {
  readonly stack?: string;
  readonly json?: boolean;
}

const NAMES = Object.keys(KEYS) as KeyName[];

export function addKeysCommand(program: Command): void {
  const keys = program
    .command('keys')
    .description('Gives the functions of a deployed lake the keys they ask upstream with.');
  keys
    .command('set')
    .description(
      'Asks for a key without showing it, and puts it into the secret of the deployed stack. Also reads it from a pipe. The next run of each collector uses it.',
    )
    .addArgument(new Argument('<name>', 'which key').choices(NAMES))
    .option('--stack <name>', 'the stack (default: as in codex-lake.json, or CodexLake)')
    .option('--json', 'print one JSON document to stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake keys set analytics
  $ pass show openai/compliance | npx codex-lake keys set compliance --stack CodexLakeTest`,
    )
    .action(async (name: KeyName, options: KeysOptions) => {
      const stack = options.stack ?? (await configOf({})).deployment.stackName;
      const key = (process.stdin.isTTY ? await password({ message: `${name} key:` }) : await piped()).trim();
      if (key === '')
        throw new ConfigurationError(`${name} key: nothing was given; the secret stays as it was`);
      const secret = `${stack}/${name}-key`;
      await putSecret(secret, key);
      if (options.json) printJson({ secret, set: true });
      else print(`${name} key set in ${secret}; the next scheduled runs use it`);
    });
}

async function putSecret(secret: string, key: string): Promise<void> {
  try {
    await new SecretsManagerClient({ requestHandler: awsRequestHandler() }).send(
      new PutSecretValueCommand({ SecretId: secret, SecretString: key }),
    );
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new ConfigurationError(
      `secret ${secret}: not there; deploy the stack first, name it with --stack, and check the account and region of your AWS profile`,
    );
  }
}

async function piped(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text;
}
