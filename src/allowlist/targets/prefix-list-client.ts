import {
  DescribeManagedPrefixListsCommand,
  type EC2Client,
  ModifyManagedPrefixListCommand,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import { UnavailableError } from '../../http/errors.ts';
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
const TRIES = 10;

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
    try {
      const found: PrefixListEntry[] = [];
      const pages = paginateGetManagedPrefixListEntries(
        { client: this.#client, pageSize: 100 },
        { PrefixListId: this.#id },
      );
      for await (const { Entries = [] } of pages) {
        for (const { Cidr, Description } of Entries)
          if (Cidr !== undefined) found.push({ cidr: Cidr, description: Description ?? '' });
      }
      return found;
    } catch (error) {
      throw awsFailure(this.#subject, 'ec2:GetManagedPrefixListEntries', error);
    }
  }

  /**
   * Makes a change and waits until it is complete. `change` is asked anew, with the entries there are, whenever somebody else
   * was faster; null when there is nothing left to do.
   */
  async change(
    change: (entries: readonly PrefixListEntry[], list: PrefixListState) => Change | null,
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const list = await this.settled(true);
      const wanted = change(await this.entries(), list);
      if (wanted === null) return;
      try {
        await this.#client.send(
          new ModifyManagedPrefixListCommand({ PrefixListId: this.#id, ...inputOf(wanted, list) }),
        );
        await this.settled(attempt < TRIES);
      } catch (error) {
        const name = awsErrorName(error);
        const again = [
          'IncorrectState',
          'PrefixListVersionMismatch',
          'ConcurrentMutationLimitExceeded',
        ].includes(name);
        if (error instanceof UnavailableError) throw error;
        if (!again || attempt === TRIES)
          throw awsFailure(this.#subject, 'ec2:ModifyManagedPrefixList', error);
        await this.#ports.clock.wait(LOOK_EVERY_MS);
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

/** Entries and size cannot change in one call, and only entries are versioned. */
function inputOf(change: Change, { version }: PrefixListState) {
  if ('maxEntries' in change) return { MaxEntries: change.maxEntries };
  const entries =
    'add' in change
      ? { AddEntries: change.add.map(({ cidr, description }) => ({ Cidr: cidr, Description: description })) }
      : { RemoveEntries: change.remove.map((cidr) => ({ Cidr: cidr })) };
  return { CurrentVersion: version, ...entries };
}
