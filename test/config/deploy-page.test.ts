import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig, SETTINGS } from '../../src/config/config.ts';
import { Deployment } from '../../src/config/deployment.ts';

const at = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const page = readFileSync(at('docs/deploy.md'), 'utf8');
/** Names in the first cell of the page's tables, by table. */
const [settings = [], ofDeployment = []] = page
  .split(/^\| Setting .*$/m)
  .slice(1)
  .map((table) => [...table.matchAll(/^\| `([A-Za-z.]+)`/gm)].map(([, name = '']) => name));

describe('the deploy page', () => {
  it('tells every setting, and none that there is not', () => {
    expect(settings.toSorted()).toEqual(SETTINGS.toSorted());
  });

  it('tells every setting of a deployment, and none that there is not', () => {
    const { retention, ...shape } = Deployment.unwrap().shape;
    const names = [
      ...Object.keys(shape),
      ...Object.keys(retention.unwrap().shape).map((name) => `retention.${name}`),
    ];
    expect(ofDeployment.toSorted()).toEqual(names.toSorted());
  });

  it('starts from an example that is accepted', async () => {
    const config = await readConfig({}, {}, at('codex-lake.example.json'));
    expect(config.workspaces).toHaveLength(1);
    expect(config.allowlist.apply).toBe(false);
  });
});
