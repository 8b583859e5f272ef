import type { Row } from '../lake/engine/duckdb.ts';
import type { Lake } from '../lake/lake.ts';
import { retryOnConflict } from '../lake/store/retry-on-conflict.ts';
import { writeSystemRows } from '../lake/write/system-tables.ts';
import { allowlistChanges } from '../tables/allowlists.ts';
import type { Clock } from './clock.ts';
import type { Plan } from './plan.ts';
import { changesOf, idsOf, isOurLabelled, presentIn, rangesOf, withoutKeys } from './seen-entries.ts';
import {
  changeState,
  NEW_TARGET,
  NONE_OWNED,
  OwnedEntries,
  ownedKey,
  readState,
  readVersioned,
  replaceState,
  TargetState,
  targetKey,
} from './state.ts';
import type { Claims, Entry, Ownership, Target } from './target.ts';

/** Name of a target's objects in the tables it shares with others. */
export const targetSlug = (target: string): string => target.replace(/[^A-Za-z0-9._-]+/g, '-');

interface Context {
  readonly lake: Lake;
  readonly syncId: string;
  readonly feedVersion: string;
  readonly clock: Clock;
}

/**
 * What is known of a target between syncs: which entries are ours, and which were there when last looked at. Kept in the lake,
 * each change against what was read, so that a function and a laptop may share it.
 *
 * A range is claimed before an entry of it is put. Where entries have ids, those seen under a claim are written down, and then the
 * claim is given up: from there on only the id says that the entry is ours. Each step can be repeated, and what a crash leaves
 * between two of them is still ours by the claim. What is under no claim and has no id on record is never ours, whatever its label
 * says: when this record is lost, nothing is removed until a person adopts what is ours (`ip-ranges adopt`).
 */
export class TargetRecord implements Claims {
  readonly #context: Context;
  readonly #target: Pick<Target, 'name' | 'idsAreUnique'>;
  /** Ids on record when this was opened: those that are gone since never come back. */
  readonly #earlier: ReadonlySet<string>;
  #state: TargetState;
  /** What this sync knows to have been there: as it was when this was opened, or last told. */
  #confirmed: readonly string[];
  #owned: OwnedEntries;

  private constructor(
    context: Context,
    target: Pick<Target, 'name' | 'idsAreUnique'>,
    state: TargetState,
    owned: OwnedEntries,
  ) {
    this.#context = context;
    this.#target = target;
    this.#state = state;
    this.#confirmed = state.confirmed;
    this.#owned = owned;
    this.#earlier = new Set([...Object.keys(owned.entries), ...owned.others]);
  }

  static async open(context: Context, target: Pick<Target, 'name' | 'idsAreUnique'>): Promise<TargetRecord> {
    const { store } = context.lake;
    const state = await readState(store, targetKey(target.name), TargetState);
    const owned = await readState(store, ownedKey(target.name), OwnedEntries);
    return new TargetRecord(context, target, state ?? NEW_TARGET, owned ?? NONE_OWNED);
  }

  /** Whether everything that should be there once was. */
  get filled(): boolean {
    return this.#state.filled;
  }

  /** Milliseconds since an entry was last added, by this sync or one before. */
  get sinceAdded(): number {
    const { addedAt } = this.#state;
    return addedAt === null
      ? Number.POSITIVE_INFINITY
      : this.#context.clock.now().getTime() - Date.parse(addedAt);
  }

  async ownership(): Promise<Ownership> {
    const { store } = this.#context.lake;
    // Claims first: they are given up only when the ids are on record.
    this.#state = (await readState(store, targetKey(this.#target.name), TargetState)) ?? this.#state;
    const found = await readState(store, ownedKey(this.#target.name), OwnedEntries);
    this.#owned = found ?? this.#owned;
    // Versions before ids were kept told entries by their label, and wrote down what they saw.
    const claims = new Set([...this.#state.claimed, ...(found === undefined ? this.#state.confirmed : [])]);
    const { entries } = this.#owned;
    const others = new Set(this.#owned.others);
    return {
      claimed: (range) => claims.has(range),
      owns: (id, range) => entries[id] === range || (claims.has(range) && !others.has(id)),
    };
  }

  async claim(ranges: readonly string[], others: readonly string[] = []): Promise<void> {
    if (others.length > 0)
      await this.#changeOwned((owned) => ({
        ...owned,
        others: [...new Set([...owned.others, ...others])].sort(),
      }));
    await this.#changeClaims((claimed) => [...new Set([...claimed, ...ranges])].sort());
  }

  async release(ranges: readonly string[]): Promise<void> {
    const released = new Set(ranges);
    await this.#changeClaims((claimed) => claimed.filter((range) => !released.has(range)));
  }

  /** Writes down that a person says these entries are ours. */
  async adopt(entries: readonly Entry[]): Promise<void> {
    await this.#changeClaims((claimed) => [...new Set([...claimed, ...rangesOf(entries)])].sort());
    const adopted = new Set(entries.map(({ id }) => id));
    await this.#changeOwned((owned) => ({
      ...owned,
      entries: this.#target.idsAreUnique ? { ...owned.entries, ...idsOf(entries) } : owned.entries,
      others: owned.others.filter((id) => !adopted.has(id)),
    }));
  }

  /** Entries that were there, should be, and are not. */
  missing(entries: readonly Entry[], { wanted }: Plan): string[] {
    const present = presentIn(entries);
    return this.#confirmed.filter((range) => wanted.has(range) && !present.has(range));
  }

  /**
   * Writes what changed since it was last told, then what is there now: a crash between the two tells it again, under the same
   * revision. `filled` says that nothing is missing.
   */
  async tell(entries: readonly Entry[], { wanted }: Plan, filled: boolean): Promise<void> {
    const { lake, clock } = this.#context;
    const key = targetKey(this.#target.name);
    const seen = presentIn(entries);
    const known = new Set(this.#confirmed);
    this.#state = await retryOnConflict(async () => {
      const there = await readVersioned(lake.store, key, TargetState);
      const before = there.value ?? NEW_TARGET;
      // What another sync told since this one looked is newer than what this one saw.
      const told = new Set(before.confirmed);
      const present = new Set([
        ...[...seen].filter((range) => told.has(range) || !known.has(range)),
        ...before.confirmed.filter((range) => !known.has(range)),
      ]);
      const changes = changesOf(before.confirmed, present, wanted);
      const after: TargetState = {
        claimed: this.#claimsAfter(before.claimed, entries, wanted),
        confirmed: [...present].sort(),
        revision: before.revision + (changes.length > 0 ? 1 : 0),
        filled: before.filled || filled,
        addedAt: changes.some(({ change }) => change === 'added')
          ? clock.now().toISOString()
          : before.addedAt,
      };
      if (JSON.stringify(after) !== JSON.stringify(before)) {
        await this.#write(changes, after.revision);
        await replaceState({ store: lake.store, clock }, key, there, after);
      }
      return after;
    }, clock);
    this.#confirmed = this.#state.confirmed;
    const gone = new Set(this.#earlier);
    for (const { id } of entries) gone.delete(id);
    await this.#changeOwned((owned) => ({
      ...owned,
      entries: this.#target.idsAreUnique
        ? withoutKeys({ ...owned.entries, ...idsOf(entries.filter(isOurLabelled)) }, gone)
        : owned.entries,
      others: owned.others.filter((id) => !gone.has(id)),
    }));
  }

  /** What is wanted stays claimed although it is not there: another sync may be about to put it. What has its id on record needs no claim. */
  #claimsAfter(claimed: readonly string[], entries: readonly Entry[], wanted: ReadonlySet<string>): string[] {
    const present = presentIn(entries);
    const labelled = entries.filter(isOurLabelled);
    const { entries: recorded } = this.#owned;
    const unrecorded = new Set(rangesOf(labelled.filter(({ id, range }) => recorded[id] !== range)));
    const onRecord = this.#target.idsAreUnique
      ? new Set(rangesOf(labelled).filter((range) => !unrecorded.has(range)))
      : new Set<string>();
    return [...new Set([...claimed, ...rangesOf(labelled)])]
      .filter((range) => (present.has(range) || wanted.has(range)) && !onRecord.has(range))
      .sort();
  }

  async #write(changes: readonly Row[], revision: number): Promise<void> {
    const { lake, syncId, feedVersion, clock } = this.#context;
    const { name } = this.#target;
    const shared = {
      sync_id: syncId,
      target: name,
      revision,
      changed_at: clock.now().toISOString(),
      feed_version: feedVersion,
    };
    await writeSystemRows(
      lake,
      allowlistChanges,
      targetSlug(name),
      changes.map((change) => ({ ...shared, ...change })),
    );
  }

  async #changeClaims(change: (claimed: readonly string[]) => string[]): Promise<void> {
    const { lake, clock } = this.#context;
    this.#state = await changeState(
      { store: lake.store, clock },
      targetKey(this.#target.name),
      TargetState,
      (state = NEW_TARGET) => ({ ...state, claimed: change(state.claimed) }),
    );
  }

  async #changeOwned(change: (owned: OwnedEntries) => OwnedEntries): Promise<void> {
    const { lake, clock } = this.#context;
    const place = { store: lake.store, clock };
    this.#owned = await changeState(place, ownedKey(this.#target.name), OwnedEntries, (owned = NONE_OWNED) =>
      change(owned),
    );
  }
}
