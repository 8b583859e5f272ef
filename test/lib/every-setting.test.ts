import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { make } from 'covertable';
import { describe, expect, it } from 'vitest';
import { Config } from '../../src/config/config.ts';
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

/** Settings of the synthesized stacks: each value of each setting meets each value of each other in one of them. */
function pairs(): Record<string, unknown>[] {
  const factors = Object.fromEntries(
    Object.entries(SETTING_VALUES).map(([path, values]) => [path, [LEFT_OUT, ...values.keys()]]),
  );
  return make(factors).map((row) =>
    nested(
      Object.fromEntries(
        Object.entries(row).flatMap(([path, at]) =>
          typeof at === 'number' ? [[path, SETTING_VALUES[path]?.[at]]] : [],
        ),
      ),
    ),
  );
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
  it(`makes a stack cdk-nag finds nothing in, together with every other, in ${rows.length} stacks`, async () => {
    expect(rows.length).toBeGreaterThan(10);
    for (const settings of rows) {
      const made = await synthesize(settings);
      expect({ settings, findings: findings(made) }).toEqual({ settings, findings: [] });
      expect(JSON.stringify(made.template.toJSON())).not.toMatch(
        /an-analytics-key|a-compliance-key|a-token|abab/,
      );
    }
  });
});
