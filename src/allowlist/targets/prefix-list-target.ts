import type { EC2Client } from '@aws-sdk/client-ec2';
import { readCidr } from '../cidr.ts';
import type { PrefixListSettings } from '../settings.ts';
import type { Entry, Target, TargetPorts } from '../target.ts';
import { PrefixListClient } from './prefix-list-client.ts';

/** EC2 takes at most so many entries in one call. */
const CHUNK = 100;

/**
 * EC2 managed prefix lists of one family, filled one after another. Entries are ours by what was noted before they were put, and by their description. A list is made larger
 * when it has to be, never smaller; all additions are complete before anything is removed.
 */
export function prefixListTarget(
  settings: PrefixListSettings,
  family: 4 | 6,
  ids: readonly string[],
  client: EC2Client,
  ports: TargetPorts,
): Target {
  const shards = ids.map((id) => ({ id, list: new PrefixListClient(client, id, ports) }));
  const description = `${settings.marker}: OpenAI egress`;

  /** Which list takes which new entries: the first that has room. */
  async function placed(ranges: readonly string[]): Promise<Map<string, string[]>> {
    const places = new Map<string, string[]>();
    const there = new Set<string>();
    const room: { id: string; left: number }[] = [];
    for (const { id, list } of shards) {
      const entries = await list.entries();
      for (const { cidr } of entries) there.add(readCidr(cidr)?.text ?? cidr);
      room.push({ id, left: settings.maxEntries - entries.length });
    }
    for (const range of ranges.filter((one) => !there.has(one))) {
      const free = room.find(({ left }) => left > 0);
      if (free === undefined) break; // the guard of the target's size comes before; a second editor may still take the room
      free.left--;
      places.set(free.id, [...(places.get(free.id) ?? []), range]);
    }
    return places;
  }

  return {
    name: `prefix-list:${ids.join('+')}`,
    families: [family],
    feeds: settings.feeds,
    merge: settings.merge,
    capacity: settings.maxEntries * ids.length,
    propagationMs: settings.propagationSeconds * 1000,
    guardsItself: false,
    idsAreUnique: false,
    async read(claims) {
      const found: Omit<Entry, 'ours'>[] = [];
      for (const { id, list } of shards) {
        await list.settled(true);
        for (const { cidr, description: text } of await list.entries())
          found.push({
            id: `${id} ${cidr}`,
            range: readCidr(cidr)?.text ?? null,
            labelled: text === description,
            active: true,
          });
      }
      const owned = await claims.ownership();
      const isOurs = ({ range, labelled }: Omit<Entry, 'ours'>) =>
        settings.exclusive || (labelled === true && range !== null && owned.claimed(range));
      return { entries: found.map((entry) => ({ ...entry, ours: isOurs(entry) })) };
    },
    async add(ranges, claims) {
      await claims.claim(ranges);
      let done = 0;
      for (const [id, wanted] of await placed(ranges)) {
        const list = shards.find((shard) => shard.id === id)?.list;
        const missing = (entries: readonly { cidr: string }[]) => {
          const there = new Set(entries.map(({ cidr }) => cidr));
          return wanted.filter((range) => !there.has(range));
        };
        await list?.change((entries, { maxEntries }) => {
          const size = entries.length + missing(entries).length;
          return size > maxEntries ? { maxEntries: size } : null;
        });
        for (let start = 0; start < wanted.length; start += CHUNK) {
          const chunk = new Set(wanted.slice(start, start + CHUNK));
          await list?.change((entries) => {
            const add = missing(entries).filter((range) => chunk.has(range));
            return add.length === 0 ? null : { add: add.map((cidr) => ({ cidr, description })) };
          });
          done += chunk.size;
          ports.report({ is: 'adding', done, of: ranges.length });
        }
      }
    },
    async remove(entries) {
      let done = 0;
      for (const { id, list } of shards) {
        const gone = entries
          .filter((entry) => entry.id.startsWith(`${id} `))
          .map((entry) => entry.id.slice(id.length + 1));
        for (let start = 0; start < gone.length; start += CHUNK) {
          const chunk = new Set(gone.slice(start, start + CHUNK));
          await list.change((there) => {
            const remove = there.map(({ cidr }) => cidr).filter((cidr) => chunk.has(cidr));
            return remove.length === 0 ? null : { remove };
          });
          done += chunk.size;
          ports.report({ is: 'removing', done, of: entries.length });
        }
      }
    },
  };
}
