import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureDay } from './measure-day.ts';
import { costPage } from './page.ts';
import { pricedResources } from './priced-settings.ts';
import { Volumes } from './volumes.ts';

/**
 * `npm run cost`: writes docs/cost.md from the volumes kept in docs/cost-volumes.json. With `--measure`, and sizes of companies
 * if not all, these are measured anew first, which takes some minutes each. A test holds the page to what this makes.
 */
const DOCS = join(import.meta.dirname, '../../docs');
const VOLUMES = join(DOCS, 'cost-volumes.json');
const PAGE = join(DOCS, 'cost.md');
const MEASURED = [20, 40, 80];

const measure = process.argv.indexOf('--measure');
if (measure > 0) {
  const asked = process.argv.slice(measure + 1).map(Number);
  const kept = Volumes.parse(JSON.parse(await readFile(VOLUMES, 'utf8').catch(() => '[]')));
  for (const people of asked.length > 0 ? asked : MEASURED) {
    const others = kept.filter((volume) => volume.people !== people);
    kept.splice(0, kept.length, ...others, await measureDay(people));
  }
  kept.sort((one, other) => one.people - other.people);
  await writeFile(VOLUMES, `${JSON.stringify(kept, null, 2)}\n`);
}
const volumes = Volumes.parse(JSON.parse(await readFile(VOLUMES, 'utf8')));
await writeFile(PAGE, costPage(volumes, await pricedResources()));
