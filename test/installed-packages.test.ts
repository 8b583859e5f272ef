import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

const { packages }: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
);
/** What `npm ci --omit=dev` installs, with all that it depends on. `test/imports.test.ts` holds what is asked for to what is imported. */
const installed = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && dev !== true)
  .map(([path, locked]) => ({ name: path.replace(/^.*node_modules\//, ''), ...locked }));

describe('whoever uses the command line', () => {
  it('installs nothing of the CDK', () => {
    const names = installed.map(({ name }) => name);
    expect(names).toContain('@duckdb/node-api');
    expect(names.filter((name) => /^(@?aws-cdk|cdk-|constructs$)/.test(name))).toEqual([]);
  });

  it.each([
    ['engine', /^@duckdb\/node-bindings-/],
    ['bundler', /^@esbuild\//],
  ])('installs the %s of their own machine alone', (_what, machines) => {
    const each = installed.filter(({ name }) => machines.test(name));
    expect(each.length).toBeGreaterThan(5);
    for (const one of each)
      expect(one).toMatchObject({ optional: true, os: [expect.any(String)], cpu: [expect.any(String)] });
  });
});
