import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES } from '../tables/tables.ts';
import { parseView, type View } from './view.ts';

/**
 * Every view of the lake, each after those it reads. Made of the `.sql` files beside this one, so it is for what has them at
 * hand: the command line, the CDK app, scripts. A bundled function asks Athena, where the views are in the catalog.
 */
export const VIEWS: readonly View[] = inOrder(readViews(import.meta.dirname));

function readViews(folder: string): View[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => parseView(file.slice(0, -'.sql'.length), readFileSync(join(folder, file), 'utf8')));
}

/** Throws when a view reads something that is not there, or itself by a detour. */
function inOrder(views: readonly View[]): View[] {
  const ordered: View[] = [];
  const add = (view: View, way: readonly string[]): void => {
    if (way.includes(view.name)) throw new Error(`view ${view.name}: reads itself by ${way.join(', ')}`);
    if (ordered.includes(view)) return;
    for (const name of view.needs) {
      const needed = views.find((other) => other.name === name);
      if (needed !== undefined) add(needed, [...way, view.name]);
      else if (!TABLES.some((table) => table.name === name))
        throw new Error(`view ${view.name}: reads ${name}, which is neither a table nor a view`);
    }
    ordered.push(view);
  };
  for (const view of views) add(view, []);
  return ordered;
}
