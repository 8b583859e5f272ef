import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { fetchLayer } from '../layers/fetch-layer.ts';
import { bundleHandlers } from '../lib/bundle-handlers.ts';
import { CodexLakeStack } from '../lib/codex-lake-stack.ts';
import { readConfig, SETTINGS } from '../src/config/config.ts';
import { ConfigurationError } from '../src/config/configuration-error.ts';

/**
 * The CDK app: `npm run deploy`. Settings come from codex-lake.json, or another file with `-c config=FILE`; those of the top
 * level can be given one by one, as in `-c workspaces=ID`.
 */
// cfn-lint, in `npm run e2e`, holds the template to what CloudFormation takes; the CDK doing the same takes longer than all the
// rest of a synthesis.
const app = new App({ builtinCloudFormationValidation: false });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

try {
  const given = Object.fromEntries(SETTINGS.map((name) => [name, app.node.tryGetContext(name)]));
  const config = await readConfig(given, {}, app.node.tryGetContext('config'));
  if (config.workspaces.length + config.organizations.length === 0)
    throw new ConfigurationError(
      'workspaces: none given; put the id of your ChatGPT workspace into codex-lake.json, as in docs/deploy.md, or give it with -c workspaces=ID',
    );
  const { stackName, architecture, destroyDataWithStack } = config.deployment;
  const handlersFolder = join(app.outdir, 'handlers');
  await bundleHandlers(handlersFolder);
  new CodexLakeStack(app, stackName, {
    config,
    handlersFolder,
    layerFolder: await fetchLayer(architecture),
    // Two keys: the setting, and the stack's name said aloud.
    destroyData: destroyDataWithStack && app.node.tryGetContext('destroyData') === stackName,
    // Until a first deployment has succeeded; see `lib/deploy-protected.ts`.
    unprotected: app.node.tryGetContext('unprotected') === 'true',
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
    description: 'Codex Lake: Codex usage, reviews, logs and costs as Parquet, catalogued for Athena',
  });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(`settings are not right:\n${error.message}`);
  process.exitCode = 1;
}
