import { expect, it } from 'vitest';
import before from '../fixtures/stack/first-release.json' with { type: 'json' };
import { synthesize } from './stack.ts';

/** The value at a path such as `TableInput.Name`. */
function at(properties: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null
          ? Object.entries(value).find(([key]) => key === name)?.[1]
          : undefined,
      properties,
    );
}

/** What goes with an upgrade, and why nothing is lost with it. */
const GOES: Readonly<Record<string, string>> = {
  AlarmsKey8B9C40AB: 'encrypted what was on its way to people; the release that made it has it kept',
};

/**
 * Resources of the first release that hold something or have a name of their own, with the properties CloudFormation cannot change: a
 * deployment over it updates each in place, or it would be replaced, and with it what it holds.
 */
it('a deployment over the first release replaces nothing that holds data or has a name', async () => {
  const { resources } = await synthesize({
    allowlist: { targets: [{ kind: 'waf', create: true }] },
    deployment: { alarmEmail: 'operator@example.com', dashboard: true },
  });
  const replaced = Object.entries(before).flatMap(([id, { Type, ...rest }]) => {
    const today = resources[id];
    if (today?.Type !== Type) return [`${id}: gone`];
    const createOnly: Readonly<Record<string, unknown>> = 'createOnly' in rest ? rest.createOnly : {};
    return Object.entries(createOnly)
      .filter(([path, value]) => JSON.stringify(at(today.Properties, path)) !== JSON.stringify(value))
      .map(([path]) => `${id}: ${path} is another`);
  });
  expect(replaced).toEqual(Object.keys(GOES).map((id) => `${id}: gone`));
  expect(Object.keys(before).length).toBeGreaterThan(100);
});
