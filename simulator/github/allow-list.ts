import { BlockList, isIP } from 'node:net';
import type { Changes, ListChange } from '../changes.ts';

export interface AllowListEntry {
  readonly id: string;
  readonly allowListValue: string;
  readonly name: string | null;
  readonly isActive: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

type Values = Pick<AllowListEntry, 'allowListValue' | 'name' | 'isActive'>;

/** A version of an entry and while it held, in milliseconds. */
interface Held {
  readonly entry: AllowListEntry;
  readonly fromMs: number;
  untilMs: number;
}

/** Changes apply after some minutes: https://docs.github.com/organizations/keeping-your-organization-secure */
const APPLIES_AFTER_MS = 120_000;

/** The IP allow list of one organization or enterprise. */
export class AllowList {
  readonly ownerId: string;
  readonly name: string;
  readonly kind: 'organization' | 'enterprise';
  setting: 'ENABLED' | 'DISABLED' = 'ENABLED';
  readonly #changes: Changes;
  readonly #now: () => number;
  readonly #held: Held[] = [];
  #created = 0;

  constructor(kind: 'organization' | 'enterprise', name: string, changes: Changes, now: () => number) {
    this.kind = kind;
    this.name = name;
    this.ownerId = `${kind === 'organization' ? 'O' : 'E'}_${Buffer.from(name).toString('base64url')}`;
    this.#changes = changes;
    this.#now = now;
  }

  /** In order of creation. */
  get entries(): AllowListEntry[] {
    return this.#current().map(({ entry }) => entry);
  }

  /** Puts in entries that were always there. */
  seed(entries: readonly Partial<Values>[]): void {
    for (const { allowListValue = '', name = null, isActive = true } of entries)
      this.#add({ allowListValue, name, isActive }, Number.NEGATIVE_INFINITY);
  }

  create(values: Values, by: ListChange['by'] = 'client'): AllowListEntry {
    const entry = this.#add(values, this.#now());
    this.#tell(by, [entry], []);
    return entry;
  }

  /** Undefined when there is no such entry; so below. */
  update(id: string, values: Values): AllowListEntry | undefined {
    const held = this.#current().find(({ entry }) => entry.id === id);
    if (held === undefined) return undefined;
    held.untilMs = this.#now();
    const entry = { ...held.entry, ...values, updatedAt: this.#iso() };
    this.#held.push({ entry, fromMs: this.#now(), untilMs: Number.POSITIVE_INFINITY });
    this.#tell('client', [entry], [held.entry]);
    return entry;
  }

  delete(id: string, by: ListChange['by'] = 'client'): AllowListEntry | undefined {
    const held = this.#current().find(({ entry }) => entry.id === id);
    if (held === undefined) return undefined;
    held.untilMs = this.#now();
    this.#tell(by, [], [held.entry]);
    return held.entry;
  }

  /** Whether an address may come in, as GitHub sees it: some minutes behind. */
  permits(address: string): boolean {
    if (this.setting === 'DISABLED') return true;
    const seen = this.#now() - APPLIES_AFTER_MS;
    const list = new BlockList();
    for (const { entry, fromMs, untilMs } of this.#held) {
      if (!entry.isActive || fromMs > seen || untilMs <= seen) continue;
      const [net = '', length] = entry.allowListValue.split('/');
      const family = net.includes(':') ? 'ipv6' : 'ipv4';
      list.addSubnet(net, Number(length ?? (family === 'ipv6' ? 128 : 32)), family);
    }
    return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  }

  #add(values: Values, fromMs: number): AllowListEntry {
    const id = `IALE_${Buffer.from(`${this.name}:${++this.#created}`).toString('base64url')}`;
    const entry = { id, ...values, createdAt: this.#iso(), updatedAt: this.#iso() };
    this.#held.push({ entry, fromMs, untilMs: Number.POSITIVE_INFINITY });
    return entry;
  }

  #current(): Held[] {
    return this.#held.filter(({ untilMs }) => untilMs === Number.POSITIVE_INFINITY);
  }

  #iso(): string {
    return new Date(this.#now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  #tell(by: ListChange['by'], added: readonly AllowListEntry[], removed: readonly AllowListEntry[]): void {
    const values = (of: readonly AllowListEntry[]) =>
      of.filter(({ isActive }) => isActive).map(({ allowListValue }) => allowListValue);
    this.#changes.add({ list: `github:${this.name}`, by, added: values(added), removed: values(removed) });
  }
}

/** Whether GitHub takes the text for an address or a CIDR. */
export function isAllowListValue(text: string): boolean {
  const [, net = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(net);
  return family !== 0 && Number(length ?? 0) <= (family === 6 ? 128 : 32);
}
