import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { setAside } from './unknown-types.ts';

const Assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })),
});

/**
 * Run after the CDK app, as part of it: keeps the template as it was made, and takes out of the one that is deployed what the local
 * CloudFormation does not know. With FAIL_HALF_WAY the deployment comes to a resource that cannot be made, after all others.
 */
const { CDK_OUTDIR = 'cdk.out', FAIL_HALF_WAY, STACK_NAME = 'CodexLake' } = process.env;
const file = join(CDK_OUTDIR, `${STACK_NAME}.template.json`);
await copyFile(file, join(CDK_OUTDIR, 'as-synthesized.json'));
await setAside(file);
if (FAIL_HALF_WAY !== undefined) {
  const template: { Resources: Record<string, object> } = JSON.parse(await readFile(file, 'utf8'));
  template.Resources.CannotBeMade = {
    Type: 'AWS::CloudFormation::CustomResource',
    Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:no-such-function' },
    DependsOn: ['Ready'],
  };
  await writeFile(file, JSON.stringify(template));
}
await publishAnew();

/** Lets the CDK publish the template as it is now: what has the hash of before may be there from another try. */
async function publishAnew(): Promise<void> {
  const assets = join(CDK_OUTDIR, `${STACK_NAME}.assets.json`);
  const { files } = Assets.parse(JSON.parse(await readFile(assets, 'utf8')));
  const before = Object.entries(files).find(([, { source }]) => source.path === basename(file))?.[0];
  if (before === undefined) throw new Error(`${assets}: has no ${basename(file)}`);
  const now = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  for (const where of [assets, join(CDK_OUTDIR, 'manifest.json')])
    await writeFile(where, (await readFile(where, 'utf8')).replaceAll(before, now));
}
