import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readConfig } from '../../lambdas/config/config.ts';
import { CodexLakeStack } from '../../lib/codex-lake-stack.ts';

export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are JSON of many shapes, and tests look into them
  readonly Properties: any;
}

export interface Synthesized {
  readonly stack: CodexLakeStack;
  readonly template: Template;
  /** Resources of a type, by logical id. */
  readonly ofType: (type: string) => [string, Resource][];
}

/** The stack as it would be deployed with these settings, without bundling code. */
export async function synthesize(
  settings: Readonly<Record<string, unknown>> = {},
  destroyData = false,
): Promise<Synthesized> {
  const app = new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });
  const config = await readConfig({ workspaces: ['ws-1'], organizations: ['org-1'], ...settings }, {}, null);
  const layerFolder = mkdtempSync(join(tmpdir(), 'codex-lake-layer-'));
  writeFileSync(join(layerFolder, 'stands-in-for-the-engine'), '');
  const stack = new CodexLakeStack(app, config.deployment.stackName, { config, layerFolder, destroyData });
  const template = Template.fromStack(stack);
  const resources: Record<string, Resource> = template.toJSON().Resources;
  return {
    stack,
    template,
    ofType: (type) => Object.entries(resources).filter(([, resource]) => resource.Type === type),
  };
}
