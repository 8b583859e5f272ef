import { ContractError, UnavailableError } from '../../http/errors.ts';
import { readCidr } from '../cidr.ts';
import type { GitHubSettings } from '../settings.ts';
import type { Entry, Ownership, Target, TargetContent, TargetPorts } from '../target.ts';
import { type GitHubAccess, GitHubClient } from './github-client.ts';
import { type GitHubList, type GitHubOwner, readGitHubList } from './github-entries.ts';
import { RateLimiter } from './rate-limiter.ts';

const CREATE = 'createIpAllowListEntry';
const DELETE = 'deleteIpAllowListEntry';
/** Tries in a row that change nothing, until what is left is given up. */
const ROUNDS = 3;
/** Rounds in all. Between them is a pause, of two seconds first and half a minute at most. */
const MOST_ROUNDS = 20;
const LONGEST_PAUSE_LOG = 5;

/** One change, as a field of a mutation: its key is what it is about. */
interface Change {
  readonly key: string;
  readonly field: string;
}

/**
 * The IP allow list of a GitHub organization or enterprise. Entries are ours by their ids, which are noted as soon as they are seen
 * after we put them; whether the list is enforced is never touched.
 */
export function githubTarget(settings: GitHubSettings, access: GitHubAccess, ports: TargetPorts): Target {
  const owner: GitHubOwner =
    settings.organization === undefined
      ? { kind: 'enterprise', name: settings.enterprise ?? '' }
      : { kind: 'organization', name: settings.organization };
  const name = `github:${owner.name}`;
  const client = new GitHubClient(access, ports);
  const limiter = new RateLimiter(ports, { perMinute: settings.perMinute, perHour: settings.perHour });
  const label = `${settings.marker}: OpenAI egress`;

  async function list(): Promise<GitHubList> {
    return readGitHubList(client, owner);
  }

  function contentOf({ entries }: GitHubList, owned: Ownership): TargetContent {
    return {
      entries: entries.map(({ id, allowListValue, name: entryName, isActive }) => {
        const range = readCidr(allowListValue)?.text ?? null;
        const labelled = entryName === label;
        return {
          id,
          range,
          labelled,
          ours: labelled && range !== null && owned.owns(id, range),
          active: isActive,
        };
      }),
    };
  }

  /** Sends the changes in requests of several each; gives the keys of those that failed, with GitHub's word for it. */
  async function send(
    changes: readonly Change[],
    is: 'adding' | 'removing',
    done: number,
    of: number,
  ): Promise<Map<string, string>> {
    const failed = new Map<string, string>();
    for (let start = 0; start < changes.length; start += settings.batch) {
      const batch = changes.slice(start, start + settings.batch);
      if (access.rateLimited) await limiter.take(batch.length);
      const fields = batch.map(({ field }, i) => `c${i}: ${field} { clientMutationId }`);
      const { errors = [] } = await client.mutate(name, `mutation { ${fields.join(' ')} }`, {});
      for (const { path = [], type = 'an error', message } of errors) {
        const at = Number(String(path[0]).slice(1));
        const change = batch[at];
        if (change === undefined) throw new ContractError(`${name}: GitHub refused a change: ${type}`);
        // Gone already is as good as removed.
        if (is === 'removing' && type === 'NOT_FOUND') continue;
        failed.set(change.key, /^[\w .,'-]{1,120}$/.test(message) ? message : type);
      }
      ports.report({ is, done: done + start + batch.length, of });
    }
    return failed;
  }

  /** Makes changes until none fails; what fails again and again is named. `open` finds out what is left after a lost answer. */
  async function carryOut(
    changes: readonly Change[],
    is: 'adding' | 'removing',
    open: () => Promise<ReadonlySet<string>>,
  ): Promise<void> {
    let left = [...changes];
    let failed = new Map<string, string>();
    let fruitless = 0;
    for (let round = 0; left.length > 0 && fruitless < ROUNDS && round < MOST_ROUNDS; round++) {
      const before = left.length;
      if (round > 0) await ports.clock.wait(1_000 * 2 ** Math.min(round, LONGEST_PAUSE_LOG));
      try {
        failed = await send(left, is, changes.length - left.length, changes.length);
        left = left.filter(({ key }) => failed.has(key));
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        // The answer got lost: what was carried out can only be seen.
        const still = await open();
        left = left.filter(({ key }) => still.has(key));
      }
      fruitless = left.length < before ? 0 : fruitless + 1;
    }
    const [first] = left;
    if (first !== undefined)
      throw new UnavailableError(
        `${name}: GitHub refuses ${left.length} of ${changes.length} changes, such as of ${first.key}: ${failed.get(first.key) ?? 'no answer'}`,
      );
  }

  return {
    name,
    families: [4, 6],
    feeds: settings.feeds,
    merge: settings.merge,
    capacity: settings.maxEntries,
    propagationMs: settings.propagationSeconds * 1000,
    guardsItself: true,
    idsAreUnique: true,
    async read(claims) {
      return contentOf(await list(), await claims.ownership());
    },
    async add(ranges, claims) {
      if (ranges.length === 0) return;
      const found = await list();
      const { ownerId } = found;
      const wanted = new Set(ranges);
      const others = contentOf(found, await claims.ownership()).entries.filter(
        ({ range, ours, labelled }) => labelled && !ours && range !== null && wanted.has(range),
      );
      await claims.claim(
        ranges,
        others.map(({ id }) => id),
      );
      const changes = ranges.map((range) => ({
        key: range,
        field: `${CREATE}(input: { ownerId: ${text(ownerId)}, allowListValue: ${text(range)}, isActive: true, name: ${text(label)} })`,
      }));
      await carryOut(changes, 'adding', async () => {
        const there = new Set(ourRanges(contentOf(await list(), await claims.ownership())));
        return new Set(ranges.filter((range) => !there.has(range)));
      });
    },
    async remove(entries) {
      const changes = entries.map(({ id }) => ({
        key: id,
        field: `${DELETE}(input: { ipAllowListEntryId: ${text(id)} })`,
      }));
      await carryOut(changes, 'removing', async () => new Set((await list()).entries.map(({ id }) => id)));
    },
  };
}

function ourRanges({ entries }: TargetContent): string[] {
  return entries.flatMap(({ range, ours, active }: Entry) =>
    ours && active && range !== null ? [range] : [],
  );
}

const text = (value: string): string => JSON.stringify(value);
