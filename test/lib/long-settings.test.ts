import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { functionSettings, keylessSettings } from '../../lambdas/aws/settings.ts';
import { BUCKET, type ConditionalS3, startConditionalS3 } from '../lake/store/conditional-s3.ts';
import { Policies } from './policies/evaluate.ts';
import { HERE, resolved } from './policies/resolve.ts';
import { type Synthesized, synthesize } from './stack.ts';

/** More lists than an environment can name, among them sets only the deployment knows the ids of. */
const TARGETS = [
  { kind: 'waf', create: true },
  ...Array.from({ length: 60 }, (_, i) => ({
    kind: 'waf',
    ipv4: { name: `a-rather-long-name-of-an-ip-set-${i}`, id: `set-${i}` },
  })),
];
const ASSETS = `cdk-hnb659fds-assets-${HERE.account}-${HERE.region}`;

let made: Synthesized;
beforeAll(async () => {
  made = await synthesize({ allowlist: { targets: TARGETS } });
});

/** The variables of the one function whose logical id begins so, as Lambda would have them. */
function variablesOf(prefix: string): Record<string, string> {
  const [[, fn] = []] = made.ofType('AWS::Lambda::Function').filter(([id]) => id.startsWith(prefix));
  const all: Record<string, unknown> = fn?.Properties.Environment.Variables;
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, String(resolved(made.resources, value))]),
  );
}

const keyOf = (variables: Record<string, string>) => variables.CODEX_LAKE_SETTINGS?.split('/').at(-1) ?? '';

describe('settings too long for an environment', () => {
  it('leave it short, and are named there', () => {
    for (const [, { Properties }] of made.ofType('AWS::Lambda::Function'))
      expect(JSON.stringify(Properties.Environment.Variables).length).toBeLessThan(2_500);
    expect(variablesOf('Audit')).toMatchObject({
      CODEX_LAKE_SETTINGS: `s3://${ASSETS}/${keyOf(variablesOf('Audit'))}`,
      CODEX_LAKE_SETTINGS_SHA256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(variablesOf('FirstRun')).not.toHaveProperty('CODEX_LAKE_SETTINGS');
    expect(new AwsSolutionsChecks().validateScope(made.stack).violations).toEqual([]);
  });

  it('stay in the environment where they are short', async () => {
    const short = await synthesize();
    expect(JSON.stringify(short.template.toJSON())).not.toContain('CODEX_LAKE_SETTINGS');
  });

  it('of more than 1 MiB are refused before the deployment', async () => {
    const workspaces = Array.from({ length: 12_000 }, (_, i) => `${'long'.repeat(23)}${i}`);
    await expect(synthesize({ workspaces, sources: ['usage'] })).rejects.toThrow(
      /settings: \d{7} bytes, at most 1048576 are read/,
    );
  });

  it.each(['Collectorsanalytics', 'Audit', 'Watcher', 'ReportWriter', 'RebuildRebuilder'])(
    'are read by %s, and no other asset is',
    async (prefix) => {
      const policies = new Policies(made.resources);
      const [[id = ''] = []] = made.ofType('AWS::Lambda::Function').filter(([one]) => one.startsWith(prefix));
      const by = policies.roleOf(id);
      const result = async (action: string, resource: string) =>
        (await policies.evaluate({ by, action, resource })).result;
      const assets = `arn:aws:s3:::${ASSETS}`;
      expect(await result('s3:GetObject', `${assets}/${keyOf(variablesOf(prefix))}`)).toBe('Allowed');
      expect(await result('s3:GetObject', `${assets}/another.json`)).not.toBe('Allowed');
      expect(await result('s3:PutObject', `${assets}/${keyOf(variablesOf(prefix))}`)).not.toBe('Allowed');
      expect(await result('s3:ListBucket', assets)).not.toBe('Allowed');
    },
  );

  it('may be decrypted where the company gave the bootstrap a key', async () => {
    const bootstrapKeyArn = `arn:aws:kms:${HERE.region}:${HERE.account}:key/12345678-90ab-cdef-1234-567890abcdef`;
    const own = await synthesize({ allowlist: { targets: TARGETS }, deployment: { bootstrapKeyArn } });
    const policies = own.ofType('AWS::IAM::Policy').filter(([id]) => id.startsWith('Watcher'));
    expect(policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)).toContainEqual({
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: bootstrapKeyArn,
    });
  });
});

describe('a function whose settings are in an object', () => {
  let s3: ConditionalS3;
  let variables: Record<string, string>;
  let bytes: Buffer;
  beforeEach(async () => {
    s3 = await startConditionalS3();
    for (const [name, value] of Object.entries(s3.environment)) vi.stubEnv(name, value);
    const given = variablesOf('Watcher');
    const { node } = made.stack;
    const { outdir } = App.isApp(node.root) ? node.root : { outdir: '' };
    bytes = await readFile(join(outdir, `asset.${keyOf(given)}`));
    variables = { ...given, CODEX_LAKE_SETTINGS: `s3://${BUCKET}/${keyOf(given)}` };
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    s3.client.destroy();
    await s3.close();
  });
  const put = (Body: Uint8Array) =>
    s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: keyOf(variables), Body }));

  it('does not run without it, or with another than was deployed, and says what to do', async () => {
    await expect(keylessSettings(variables)).rejects.toThrow(/not there; deploy again/);
    await put(Buffer.from(bytes.toString().replace('set-7', 'set-8')));
    await expect(keylessSettings(variables)).rejects.toThrow(/not what was deployed; deploy again/);
  });

  it('has all that was set, with the ids that were made by the deployment, and reads it once', async () => {
    await put(bytes);
    const { allowlist, workspaces } = await keylessSettings(variables);
    expect(workspaces).toEqual(['ws-1']);
    const [own, ...others] = allowlist.targets;
    const [ipv4, ipv6] = made.ofType('AWS::WAFv2::IPSet').map(([id]) => id);
    expect(own).toMatchObject({
      create: false,
      ipv4: { name: 'CodexLake-egress-ipv4', id: `${ipv4}.Id` },
      ipv6: { id: `${ipv6}.Id` },
    });
    expect(others).toMatchObject(TARGETS.slice(1));
    await put(Buffer.from('another'));
    expect((await functionSettings(variables)).allowlist).toEqual(allowlist);
  });
});
