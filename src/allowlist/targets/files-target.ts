import * as z from 'zod';
import type { ObjectStore } from '../../lake/store/object-store.ts';
import { overwrite } from '../../lake/store/overwrite.ts';
import { cidr, readCidr } from '../cidr.ts';
import type { FilesSettings } from '../settings.ts';
import type { Entry, Target, TargetPorts } from '../target.ts';
import { FORMS } from './file-forms.ts';

/**
 * The current list as files at stable keys of the lake, for firewalls nothing else here knows. All of it is ours. A range that
 * only some of the files have, after a crash between two of them, counts as not let in, and is put right.
 */
export function filesTarget(settings: FilesSettings, store: ObjectStore, ports: TargetPorts): Target {
  const keyOf = (name: string) => `allowlists/${settings.name}/${name}`;

  async function write(ranges: readonly string[]): Promise<void> {
    const sorted = [...new Set(ranges)].sort();
    for (const { name, text } of FORMS)
      await overwrite(store, keyOf(name), Buffer.from(text(sorted)), ports.clock);
  }

  async function entries(): Promise<Entry[]> {
    const files: Set<string>[] = [];
    for (const { name, ranges } of FORMS) {
      const bytes = await store.read(keyOf(name));
      files.push(new Set(bytes === undefined ? [] : rangesIn(ranges, Buffer.from(bytes).toString('utf8'))));
    }
    const all = new Set(files.flatMap((file) => [...file]));
    return [...all].sort().map((range) => ({
      id: range,
      range,
      ours: true,
      active: files.every((file) => file.has(range)),
    }));
  }

  return {
    name: `files:${settings.name}`,
    families: [4, 6],
    feeds: settings.feeds,
    merge: settings.merge,
    capacity: Number.POSITIVE_INFINITY,
    propagationMs: 0,
    guardsItself: false,
    idsAreUnique: false,
    async read() {
      return { entries: await entries() };
    },
    async add(ranges) {
      await write([...(await entries()).map(({ id }) => id), ...ranges]);
      ports.report({ is: 'adding', done: ranges.length, of: ranges.length });
    },
    async remove(removed) {
      const gone = new Set(removed.map(({ id }) => id));
      await write((await entries()).map(({ id }) => id).filter((id) => !gone.has(id)));
      ports.report({ is: 'removing', done: removed.length, of: removed.length });
    },
  };
}

/** Ranges of a file as it is; whatever a person made of it that is none is left out. */
function rangesIn(read: (text: string) => readonly unknown[], text: string): string[] {
  let found: readonly unknown[];
  try {
    found = read(text);
  } catch {
    return [];
  }
  return z
    .array(z.string())
    .catch([])
    .parse(found)
    .filter((one) => readCidr(one) !== undefined)
    .map((one) => cidr(one).text);
}
