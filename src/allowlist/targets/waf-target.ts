import { GetIPSetCommand, UpdateIPSetCommand, type WAFV2Client } from '@aws-sdk/client-wafv2';
import { UnavailableError } from '../../http/errors.ts';
import { readCidr } from '../cidr.ts';
import type { WafSettings } from '../settings.ts';
import type { Claims, Entry, Target, TargetPorts } from '../target.ts';
import { awsErrorName, awsFailure, timesSent } from './aws-failure.ts';

/** An IP set holds at most so many. */
const CAPACITY = 10_000;
/** WAF takes about one change a second in an account and Region. */
const BETWEEN_CHANGES_MS = 1_100;
const TRIES = 10;

interface Content {
  readonly addresses: readonly string[];
  readonly description: string | undefined;
  readonly lockToken: string | undefined;
}

/**
 * A WAFv2 IP set. It cannot say whose an address is, so ours are noted before they are put there. A change replaces the whole
 * set, against the token of what was read: whoever else changes it meanwhile is read again, and kept.
 */
export function wafTarget(
  settings: WafSettings,
  family: 4 | 6,
  set: { readonly name: string; readonly id: string },
  client: WAFV2Client,
  ports: TargetPorts,
): Target {
  const name = `waf:${settings.scope.toLowerCase()}/${set.name}`;
  const place = { Name: set.name, Id: set.id, Scope: settings.scope };

  async function get(): Promise<Content> {
    try {
      const { IPSet, LockToken } = await client.send(new GetIPSetCommand(place));
      return { addresses: IPSet?.Addresses ?? [], description: IPSet?.Description, lockToken: LockToken };
    } catch (error) {
      throw awsFailure(name, 'wafv2:GetIPSet', error);
    }
  }

  /** Puts what `change` makes of the set; `prepare` is told what it adds first, `undo` when somebody else was faster. */
  async function put(
    change: (addresses: readonly string[]) => readonly string[],
    prepare: (added: readonly string[]) => Promise<void>,
    undo: (added: readonly string[]) => Promise<void>,
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { addresses, description, lockToken } = await get();
      const changed = change(addresses);
      const there = new Set(addresses);
      const added = changed.filter((address) => !there.has(address));
      if (added.length === 0 && changed.length === addresses.length) return;
      await prepare(added);
      await ports.clock.wait(BETWEEN_CHANGES_MS);
      try {
        await client.send(
          new UpdateIPSetCommand({
            ...place,
            Addresses: [...changed],
            LockToken: lockToken,
            // An update without it would clear the description.
            ...(description && { Description: description }),
          }),
        );
        return;
      } catch (error) {
        if (awsErrorName(error) !== 'WAFOptimisticLockException')
          throw awsFailure(name, 'wafv2:UpdateIPSet', error);
        // An update whose answer got lost is sent again, and refused for the token it changed itself: what it put is ours.
        const kept = new Set(timesSent(error) > 1 ? (await get()).addresses : []);
        await undo(added.filter((address) => !kept.has(address)));
        if (attempt === TRIES)
          throw new UnavailableError(
            `${name}: somebody else changed the IP set before each of ${TRIES} tries; the next sync goes on`,
          );
        ports.report({ is: 'waiting', seconds: 1, why: 'somebody else changed the IP set' });
      }
    }
  }

  return {
    name,
    families: [family],
    feeds: settings.feeds,
    merge: settings.merge,
    capacity: CAPACITY,
    propagationMs: settings.propagationSeconds * 1000,
    guardsItself: false,
    idsAreUnique: false,
    async read(claims) {
      const { addresses } = await get();
      const owned = await claims.ownership();
      return {
        entries: addresses.map((address): Entry => {
          const range = readCidr(address)?.text ?? null;
          const ours = settings.exclusive || (range !== null && owned.claimed(range));
          return { id: address, range, ours, active: true };
        }),
      };
    },
    async add(ranges, claims: Claims) {
      await put(
        (addresses) => [...new Set([...addresses, ...ranges])],
        (added) => claims.claim(added),
        (added) => claims.release(added),
      );
      ports.report({ is: 'adding', done: ranges.length, of: ranges.length });
    },
    async remove(entries) {
      const gone = new Set(entries.map(({ id }) => id));
      const nothing = async () => {};
      await put((addresses) => addresses.filter((address) => !gone.has(address)), nothing, nothing);
      ports.report({ is: 'removing', done: entries.length, of: entries.length });
    },
  };
}
