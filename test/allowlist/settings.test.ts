import { expect, it } from 'vitest';
import { AllowlistSettings } from '../../src/allowlist/settings.ts';
import { environmentOf, readConfig } from '../../src/config/config.ts';

const problemsOf = (given: unknown) =>
  AllowlistSettings.safeParse(given).error?.issues.map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

it('is a dry run of nothing until something is set', () => {
  expect(AllowlistSettings.parse({})).toMatchObject({
    apply: false,
    targets: [],
    guards: { removalPercent: 10, additionsPercent: 50, graceHours: 24 },
  });
});

it('comes from the environment as JSON, and goes to a function the same way', async () => {
  const text = JSON.stringify({ targets: [{ kind: 'files' }], guards: { pinned: ['198.51.100.0/24'] } });
  const config = await readConfig({}, { CODEX_LAKE_ALLOWLIST: text, GITHUB_TOKEN: 'ghp_secret' }, null);
  expect(config.allowlist.targets).toMatchObject([{ kind: 'files', feeds: ['chatgpt-agents'] }]);
  const environment = environmentOf(config);
  expect(JSON.stringify(environment)).not.toContain('ghp_secret');
  expect((await readConfig({}, environment, null)).allowlist).toEqual(config.allowlist);
  await expect(readConfig({}, { CODEX_LAKE_ALLOWLIST: '{' }, null)).rejects.toThrow('allowlist');
});

it('takes no list twice, no list that is not named, and no range that is none', () => {
  const id = 'a-b';
  const set = { name: 'codex', id };
  expect(
    problemsOf({
      targets: [
        { kind: 'waf', ipv4: set },
        { kind: 'waf', ipv4: set, feeds: ['chatgpt-connectors'] },
      ],
    }),
  ).toEqual(['targets: no list twice: each would undo what the other does']);
  expect(problemsOf({ targets: [{ kind: 'files' }, { kind: 'files' }] })).toHaveLength(1);
  expect(problemsOf({ targets: [{ kind: 'github' }] })).toEqual([
    'targets.0: either an organization or an enterprise',
  ]);
  expect(problemsOf({ guards: { pinned: ['office'] } })).toEqual(['guards.pinned.0: an address or a CIDR']);
  expect(problemsOf({ targets: [{ kind: 'files' }, { kind: 'files', name: 'second' }] })).toBeUndefined();
});
