import {
  DescribeManagedPrefixListsCommand,
  type EC2Client,
  ModifyManagedPrefixListCommand,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import { isStopped } from '../../deadline/errors.ts';
import { ContractError, UnavailableError } from '../../http/errors.ts';
import { NoEffect } from '../no-effect.ts';
import type { TargetPorts } from '../target.ts';
import { awsErrorName, awsFailure } from './aws-failure.ts';

export interface PrefixListState {
  readonly id: string;
  readonly version: number;
  readonly maxEntries: number;
}

export interface PrefixListEntry {
  readonly cidr: string;
  readonly description: string;
}

type Change =
  | { readonly maxEntries: number }
  | { readonly add: readonly PrefixListEntry[] }
  | { readonly remove: readonly string[] };

const LOOK_EVERY_MS = 2_000;
const LOOKS = 150;
/** Tries until a failure, or somebody else who is faster, is given up on. */
const TRIES = 10;
/** Times the same change is asked for, when AWS accepts it. */
const SAME_TRIES = 4;
/** Tries in all, when each changes something and not enough. */
const MOST_TRIES = 20;
/** Between tries; doubles. */
const PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
const MOST_PAGES = 100;

/** One managed prefix list: it changes in the background, one change at a time. */
export class PrefixListClient {
  readonly #client: EC2Client;
  readonly #ports: TargetPorts;
  readonly #id: string;
  readonly #subject: string;

  constructor(client: EC2Client, id: string, ports: TargetPorts) {
    this.#client = client;
    this.#id = id;
    this.#subject = `prefix list ${id}`;
    this.#ports = ports;
  }

  /** The list once no change of it is under way. Throws `UnavailableError` when the change last looked at failed. */
  async settled(tolerant: boolean): Promise<PrefixListState> {
    for (let look = 1; ; look++) {
      const list = await this.#describe();
      if (!list.state.endsWith('-in-progress')) {
        if (!list.state.endsWith('-failed') || tolerant) return list;
        throw new UnavailableError(
          `${this.#subject}: its last change failed (${list.state}): ${list.message}`,
        );
      }
      if (look === LOOKS)
        throw new UnavailableError(
          `${this.#subject}: still ${list.state} after ${LOOKS} looks; the next sync goes on`,
        );
      if (look % 5 === 0)
        this.#ports.report({
          is: 'waiting',
          seconds: LOOK_EVERY_MS / 1000,
          why: `${this.#id} is ${list.state}`,
        });
      await this.#ports.clock.wait(LOOK_EVERY_MS);
    }
  }

  async entries(): Promise<PrefixListEntry[]> {
    const found: PrefixListEntry[] = [];
    let read = 0;
    try {
      const pages = paginateGetManagedPrefixListEntries(
        { client: this.#client, pageSize: 100, stopOnSameToken: true },
        { PrefixListId: this.#id },
      );
      for await (const { Entries = [] } of pages) {
        if (++read > MOST_PAGES) break;
        for (const { Cidr, Description } of Entries)
          if (Cidr !== undefined) found.push({ cidr: Cidr, description: Description ?? '' });
      }
    } catch (error) {
      throw awsFailure(this.#subject, 'ec2:GetManagedPrefixListEntries', error);
    }
    if (read > MOST_PAGES)
      throw new ContractError(
        `${this.#subject}: more than ${MOST_PAGES} pages of entries, though a list has 1,000 entries unless its quota was raised`,
      );
    return found;
  }

  /**
   * Makes a change and waits until it is complete. `change` is asked anew, with the entries there are, whenever somebody else
   * was faster, and once more at the end; null when there is nothing left to do. Between tries it pauses, longer each time. Throws
   * `NoEffect` when AWS accepts the same change again and again.
   */
  async change(
    change: (entries: readonly PrefixListEntry[], list: PrefixListState) => Change | null,
  ): Promise<void> {
    const asked = new Map<string, number>();
    for (let attempt = 1; ; attempt++) {
      const list = await this.settled(true);
      const wanted = change(await this.entries(), list);
      if (wanted === null) return;
      const times = asked.get(JSON.stringify(wanted)) ?? 0;
      if (times === SAME_TRIES || attempt > MOST_TRIES)
        throw new NoEffect(
          `${this.#subject}: asked ${attempt - 1} times ${saying(wanted)}, AWS accepts it and nothing changes; the next sync tries again`,
        );
      if (attempt > 1)
        await this.#ports.clock.wait(Math.min(PAUSE_MS * 2 ** (attempt - 2), LONGEST_PAUSE_MS));
      try {
        await this.#client.send(
          new ModifyManagedPrefixListCommand({ PrefixListId: this.#id, ...inputOf(wanted, list) }),
        );
        asked.set(JSON.stringify(wanted), times + 1);
        await this.settled(attempt < TRIES);
      } catch (error) {
        const name = awsErrorName(error);
        const again = [
          'IncorrectState',
          'PrefixListVersionMismatch',
          'ConcurrentMutationLimitExceeded',
        ].includes(name);
        if (error instanceof UnavailableError || isStopped(error)) throw error;
        if (!again || attempt >= TRIES) throw awsFailure(this.#subject, 'ec2:ModifyManagedPrefixList', error);
      }
    }
  }

  async #describe(): Promise<PrefixListState & { readonly state: string; readonly message: string }> {
    try {
      const { PrefixLists = [] } = await this.#client.send(
        new DescribeManagedPrefixListsCommand({ PrefixListIds: [this.#id] }),
      );
      const [list] = PrefixLists;
      return {
        id: this.#id,
        version: list?.Version ?? 0,
        maxEntries: list?.MaxEntries ?? 0,
        state: list?.State ?? '',
        message: list?.StateMessage ?? 'no reason given',
      };
    } catch (error) {
      throw awsFailure(this.#subject, 'ec2:DescribeManagedPrefixLists', error);
    }
  }
}

function saying(change: Change): string {
  if ('maxEntries' in change) return `for room for ${change.maxEntries} entries`;
  return 'add' in change
    ? `to add ${change.add.length} entries`
    : `to remove ${change.remove.length} entries`;
}

/** Entries and size cannot change in one call, and only entries are versioned. */
function inputOf(change: Change, { version }: PrefixListState) {
  if ('maxEntries' in change) return { MaxEntries: change.maxEntries };
  const entries =
    'add' in change
      ? { AddEntries: change.add.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })) }
      : { RemoveEntries: change.remove.map((cidr) => ({ Cidr: cidr })) };
  return { CurrentVersion: version, ...entries };
}
