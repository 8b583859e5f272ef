import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Environment } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { make } from 'covertable';
import { describe, expect, it } from 'vitest';
import { Config } from '../../src/config/config.ts';
import { redundantDependencies } from './redundant-dependencies.ts';
import { nested, SETTING_VALUES, settingPaths } from './setting-values.ts';
import { type Synthesized, synthesize } from './stack.ts';

const EXAMPLE = fileURLToPath(new URL('../../codex-lake.example.json', import.meta.url));

/** What cdk-nag would stop a deployment for. */
function findings({ stack }: Synthesized): string[] {
  return [new AwsSolutionsChecks(), new ServerlessChecks()].flatMap((pack) =>
    pack
      .validateScope(stack)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      ),
  );
}

/** Stands for a setting that is left out. */
const LEFT_OUT = 'left out';
const PLACE = 'the place';

/** Where it is deployed to; by itself, wherever that will be. */
const PLACES: readonly Environment[] = [
  { account: '111122223333', region: 'eu-central-1' },
  { account: '111122223333', region: 'cn-north-1' },
  { account: '111122223333', region: 'us-gov-west-1' },
];

interface Row {
  readonly settings: Record<string, unknown>;
  readonly env: Environment | undefined;
}

/** The synthesized stacks: each value of each setting, and each place, meets each value of each other in one of them. */
function pairs(): Row[] {
  const factors = Object.fromEntries(
    [...Object.entries(SETTING_VALUES), [PLACE, PLACES] as const].map(([path, values]) => [
      path,
      [LEFT_OUT, ...values.keys()],
    ]),
  );
  return make(factors).map(({ [PLACE]: place, ...row }) => {
    const given = Object.entries(row).flatMap(([path, at]) =>
      typeof at === 'number' ? [[path, SETTING_VALUES[path]?.[at]]] : [],
    );
    return { settings: nested(Object.fromEntries(given)), env: PLACES[Number(place)] };
  });
}

describe('every setting', () => {
  it('is among those that are synthesized, and none that there is not', () => {
    expect(Object.keys(SETTING_VALUES).toSorted()).toEqual(settingPaths(Config).toSorted());
  });

  it('is accepted as the example gives it, with nothing to be found by cdk-nag', async () => {
    const made = await synthesize(JSON.parse(await readFile(EXAMPLE, 'utf8')));
    expect(findings(made)).toEqual([]);
  });

  const rows = pairs();
  it(`makes a stack cdk-nag finds nothing in, and that names no dependency twice, together with every other, in ${rows.length} stacks`, async () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const { settings, env } of rows) {
      const made = await synthesize(settings, env && { env });
      expect({ settings, env, findings: findings(made) }).toEqual({ settings, env, findings: [] });
      expect(redundantDependencies(made.resources)).toEqual([]);
      expect(JSON.stringify(made.template.toJSON())).not.toMatch(
        /an-analytics-key|a-compliance-key|a-token|abab/,
      );
    }
  });
});
