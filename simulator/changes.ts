/** One change of an allowlist, whoever made it. An update of a whole list is one change. */
export interface ListChange {
  /** Simulated time, ISO. */
  readonly at: string;
  /** `github:example-org`, `waf:<id>` or `prefix-list:<id>`. */
  readonly list: string;
  /** `client`, or `somebody else` for what a fault did. */
  readonly by: 'client' | 'somebody else';
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Every change of every list, in order: what a replay is checked against. */
export class Changes {
  readonly all: ListChange[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(change: Omit<ListChange, 'at'>): void {
    if (change.added.length + change.removed.length === 0) return;
    this.all.push({ at: new Date(this.#now()).toISOString(), ...change });
  }
}
