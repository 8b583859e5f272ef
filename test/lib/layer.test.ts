import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import layer from '../../layers/duckdb/package.json' with { type: 'json' };
import project from '../../package.json' with { type: 'json' };

it('holds the same engine as the laptop, and the hash of it for both processors', () => {
  const version = project.dependencies['@duckdb/node-api'];
  expect(layer.dependencies['@duckdb/node-api']).toBe(version);
  const { packages }: { packages: Record<string, { version?: string; integrity?: string }> } = JSON.parse(
    readFileSync(new URL('../../layers/duckdb/package-lock.json', import.meta.url), 'utf8'),
  );
  for (const name of ['node-api', 'node-bindings', 'node-bindings-linux-arm64', 'node-bindings-linux-x64']) {
    const { version: locked, integrity } = packages[`node_modules/@duckdb/${name}`] ?? {};
    expect([name, locked]).toEqual([name, version]);
    expect(integrity).toMatch(/^sha512-/);
  }
});
