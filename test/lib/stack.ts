import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { handlerNames } from '../../lib/bundle-handlers.ts';
import { CodexLakeStack } from '../../lib/codex-lake-stack.ts';
import { readConfig } from '../../src/config/config.ts';

export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: templates are JSON of many shapes, and tests look into them
  readonly Properties: any;
}

export interface Synthesized {
  readonly stack: CodexLakeStack;
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Resources of a type, by logical id. */
  readonly ofType: (type: string) => [string, Resource][];
}

export interface Deployed {
  /** Whether the second of the two keys is turned. @default false */
  readonly destroyData?: boolean;
  /** Where to. @default any account and region */
  readonly env?: Environment;
}

/** The stack as it would be deployed with these settings, with stand-ins for its code. */
export async function synthesize(
  settings: Readonly<Record<string, unknown>> = {},
  { destroyData = false, env }: Deployed = {},
): Promise<Synthesized> {
  const app = new App({ context: cdkJson.context });
  const config = await readConfig({ workspaces: ['ws-1'], organizations: ['org-1'], ...settings }, {}, null);
  const code = mkdtempSync(join(tmpdir(), 'codex-lake-code-'));
  const standIn = (name: string) => {
    mkdirSync(join(code, name));
    writeFileSync(join(code, name, 'stands-in-for-the-code'), '');
  };
  for (const name of ['layer', ...handlerNames()]) standIn(name);
  const stack = new CodexLakeStack(app, config.deployment.stackName, {
    config,
    handlersFolder: code,
    layerFolder: join(code, 'layer'),
    destroyData,
    ...(env !== undefined && { env }),
  });
  const template = Template.fromStack(stack);
  const resources: Record<string, Resource> = template.toJSON().Resources;
  return {
    stack,
    template,
    resources,
    ofType: (type) => Object.entries(resources).filter(([, resource]) => resource.Type === type),
  };
}
