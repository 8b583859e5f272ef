import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Changes, ListChange } from '../changes.ts';
import type { FaultName } from '../faults.ts';
import { AwsError } from './aws-error.ts';

export interface PrefixListEntry {
  readonly cidr: string;
  readonly description: string;
}

export interface PrefixList {
  readonly id: string;
  readonly name: string;
  readonly family: 'IPv4' | 'IPv6';
  maxEntries: number;
  version: number;
  state: string;
  stateMessage: string;
  entries: readonly PrefixListEntry[];
}

export interface Modification {
  readonly id: string;
  readonly currentVersion: number | undefined;
  readonly add: readonly PrefixListEntry[];
  readonly remove: readonly string[];
  readonly maxEntries: number | undefined;
}

const MOST_AT_ONCE = 100;
/** Entries a list may have, by the default quota. */
const QUOTA = 1_000;
/** Looks at a list until a change of it is complete. */
const LOOKS = 2;
const LOOKS_WHEN_BUSY = 6;

/** EC2 as far as managed prefix lists go: https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html */
export class PrefixLists {
  readonly lists: PrefixList[] = [];
  readonly #changes: Changes;
  readonly #has: (fault: FaultName) => boolean;
  readonly #pending = new Map<string, { looks: number; done: () => void }>();
  readonly #happened = new Set<string>();
  #modifications = 0;

  constructor({ changes, has }: { changes: Changes; has: (fault: FaultName) => boolean }) {
    this.#changes = changes;
    this.#has = has;
    this.#add('codex-egress-ipv4-1', 'IPv4', 150, [{ cidr: '198.51.100.0/24', description: 'Office' }]);
    this.#add('codex-egress-ipv4-2', 'IPv4', 150, []);
    this.#add('codex-egress-ipv6', 'IPv6', 10, []);
  }

  named(name: string): PrefixList {
    const found = this.lists.find((list) => list.name === name);
    if (found === undefined) throw new Error(`prefix list ${name}: there is none`);
    return found;
  }

  describe(ids: readonly string[]): PrefixList[] {
    const found = ids.length === 0 ? this.lists : ids.map((id) => this.#find(id));
    return found.map((list) => {
      if (this.#has('prefix-list-busy') && !this.#happened.has(`busy ${list.id}`)) {
        this.#happened.add(`busy ${list.id}`);
        this.#begin(list, () => {});
      }
      const seen = { ...list };
      this.#look(list);
      return seen;
    });
  }

  /** Whether after the last page of entries comes the first again. */
  get repeatsPages(): boolean {
    return this.#has('prefix-list-repeats-pages');
  }

  entries(id: string, version: number | undefined): readonly PrefixListEntry[] {
    const list = this.#find(id);
    if (version !== undefined && version !== list.version)
      throw new AwsError('InvalidPrefixListVersion', `the simulator keeps only version ${list.version}`);
    return list.entries;
  }

  modify({ id, currentVersion, add, remove, maxEntries }: Modification): PrefixList {
    const list = this.#find(id);
    if (add.length + remove.length === 0 && maxEntries === undefined)
      throw new AwsError('MissingParameter', 'The request must contain at least one modification');
    if (add.length > MOST_AT_ONCE || remove.length > MOST_AT_ONCE)
      throw new AwsError(
        'InvalidParameterValue',
        `The request contains more than the maximum of ${MOST_AT_ONCE} entries to add or to remove`,
      );
    if (add.length + remove.length > 0 && maxEntries !== undefined)
      throw new AwsError(
        'InvalidParameterCombination',
        'You cannot modify the entries of a prefix list and its size at the same time',
      );
    if (this.#pending.has(id))
      throw new AwsError(
        'IncorrectState',
        `The prefix list ${id} cannot be modified in the current state (${list.state})`,
      );
    if (maxEntries !== undefined) return this.#resize(list, maxEntries);
    if (this.#has('prefix-list-version-mismatch') && ++this.#modifications % 2 === 1)
      this.#editMeanwhile(list);
    if (currentVersion !== list.version)
      throw new AwsError('PrefixListVersionMismatch', 'The prefix list has the incorrect version number');
    return this.#change(list, add, remove);
  }

  /** Somebody edits a list in the console. */
  edit(name: string, entries: readonly PrefixListEntry[]): void {
    this.#put(this.named(name), entries, 'somebody else');
  }

  #resize(list: PrefixList, maxEntries: number): PrefixList {
    if (maxEntries > QUOTA)
      throw new AwsError(
        'PrefixListMaxEntriesExceeded',
        `The maximum number of entries of a prefix list is ${QUOTA}`,
      );
    if (maxEntries < list.entries.length)
      throw new AwsError('InvalidParameterValue', 'The prefix list has more entries than that');
    this.#begin(list, () => {
      if (!this.#has('prefix-list-ignores-max-entries')) list.maxEntries = maxEntries;
    });
    return list;
  }

  #change(list: PrefixList, add: readonly PrefixListEntry[], remove: readonly string[]): PrefixList {
    for (const { cidr } of add) requireCidr(cidr, list.family);
    const there = new Set(list.entries.map(({ cidr }) => cidr));
    if (this.#has('prefix-list-half-changes')) {
      add = add.slice(0, Math.ceil(add.length / 2));
      remove = remove.slice(0, Math.ceil(remove.length / 2));
    }
    for (const cidr of remove)
      if (!there.has(cidr))
        throw new AwsError('InvalidParameterValue', `The CIDR ${cidr} is not in the prefix list`);
    const removed = new Set(remove);
    const added = new Map(add.map((entry) => [entry.cidr, entry]));
    if (added.size < add.length || add.some(({ cidr }) => removed.has(cidr)))
      throw new AwsError('InvalidParameterValue', 'The request contains an entry twice');
    const kept = list.entries.filter(({ cidr }) => !removed.has(cidr) && !added.has(cidr));
    const after = [...kept, ...added.values()];
    if (after.length > list.maxEntries)
      throw new AwsError(
        'PrefixListMaxEntriesExceeded',
        `You've reached the maximum number of entries for the prefix list (${list.maxEntries})`,
      );
    if (this.#has('prefix-list-modify-failed') && !this.#happened.has(`failed ${list.id}`)) {
      this.#happened.add(`failed ${list.id}`);
      this.#begin(list, () => {
        list.state = 'modify-failed';
        list.stateMessage = 'An internal error occurred; the entries are as they were';
      });
    } else
      this.#begin(list, () => {
        if (!this.#has('prefix-list-ignores-changes')) this.#put(list, after, 'client');
      });
    return list;
  }

  #editMeanwhile(list: PrefixList): void {
    const cidr = list.family === 'IPv4' ? `203.0.113.${this.#modifications % 256}/32` : '2001:db8::1/128';
    const rest = list.entries.filter((entry) => entry.cidr !== cidr);
    this.#put(list, [...rest, { cidr, description: 'Visitor' }], 'somebody else');
  }

  #begin(list: PrefixList, done: () => void): void {
    list.state = 'modify-in-progress';
    list.stateMessage = '';
    this.#pending.set(list.id, { looks: this.#has('prefix-list-busy') ? LOOKS_WHEN_BUSY : LOOKS, done });
  }

  #look(list: PrefixList): void {
    const pending = this.#pending.get(list.id);
    if (pending === undefined || this.#has('prefix-list-stuck') || --pending.looks > 0) return;
    this.#pending.delete(list.id);
    list.state = 'modify-complete';
    pending.done();
  }

  #put(list: PrefixList, entries: readonly PrefixListEntry[], by: ListChange['by']): void {
    const [before, after] = [list.entries, entries].map((of) => new Set(of.map(({ cidr }) => cidr)));
    this.#changes.add({
      list: `prefix-list:${list.id}`,
      by,
      added: [...(after ?? [])].filter((cidr) => !before?.has(cidr)),
      removed: [...(before ?? [])].filter((cidr) => !after?.has(cidr)),
    });
    list.entries = entries.toSorted((a, b) => (a.cidr < b.cidr ? -1 : 1));
    list.version++;
  }

  #find(id: string): PrefixList {
    const found = this.lists.find((list) => list.id === id);
    if (found === undefined)
      throw new AwsError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
    return found;
  }

  #add(name: string, family: 'IPv4' | 'IPv6', maxEntries: number, entries: readonly PrefixListEntry[]): void {
    const id = `pl-${createHash('sha256').update(name).digest('hex').slice(0, 17)}`;
    const state = 'create-complete';
    this.lists.push({ id, name, family, maxEntries, version: 1, state, stateMessage: '', entries });
  }
}

function requireCidr(cidr: string, family: 'IPv4' | 'IPv6'): void {
  const [net = '', length] = cidr.split('/');
  if (length === undefined || isIP(net) !== (family === 'IPv4' ? 4 : 6))
    throw new AwsError('InvalidParameterValue', `The CIDR ${cidr} is not of the family ${family}`);
}
