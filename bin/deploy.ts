import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { deployProtected } from '../lib/deploy-protected.ts';
import { readConfig } from '../src/config/config.ts';
import { ConfigurationError } from '../src/config/configuration-error.ts';

/**
 * `npm run deploy`: `cdk deploy` with all it is given, and protection from deletion once the stack is there. The CDK itself asks,
 * shows and deploys.
 */
const given = process.argv.slice(2);
const { values } = parseArgs({
  args: given,
  strict: false,
  options: { context: { type: 'string', short: 'c', multiple: true } },
});
const context = new Map(
  [values.context ?? []].flat().map((text): [string, string] => {
    const [name = '', ...value] = String(text).split('=');
    return [name, value.join('=')];
  }),
);

try {
  const { stackName: StackName } = (await readConfig({}, {}, context.get('config'))).deployment;
  const client = new CloudFormationClient();
  process.exitCode = await deployProtected({
    given,
    destroyData: context.get('destroyData') === StackName,
    stack: {
      async status() {
        try {
          const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
          return Stacks?.[0]?.StackStatus;
        } catch (error) {
          // How CloudFormation says that there is none.
          if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
          throw error;
        }
      },
      async protect(EnableTerminationProtection) {
        await client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection }));
      },
    },
    async cdk(args) {
      const child = spawn('cdk', ['deploy', ...args], { stdio: 'inherit' });
      const [code] = await once(child, 'exit');
      return typeof code === 'number' ? code : 1;
    },
  });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(`settings are not right:\n${error.message}`);
  process.exitCode = 1;
}
