import type { Row } from '../lake/engine/duckdb.ts';
import type { Lake } from '../lake/lake.ts';
import { WriteConflict } from '../lake/store/object-store.ts';
import { writeSystemRows } from '../lake/write/system-tables.ts';
import { allowlistChanges } from '../tables/allowlists.ts';
import type { Plan } from './plan.ts';
import { changeState, NEW_TARGET, readState, TargetState, targetKey } from './state.ts';
import type { Claims, Entry } from './target.ts';

/** Name of a target's objects in the tables it shares with others. */
export const targetSlug = (target: string): string => target.replace(/[^A-Za-z0-9._-]+/g, '-');

interface Context {
  readonly lake: Lake;
  readonly syncId: string;
  readonly feedVersion: string;
  readonly now: () => Date;
}

/**
 * What is known of a target between syncs: which entries are ours where they cannot say it, and which were there when last
 * looked at. Kept in the lake, each change against what was read, so that a function and a laptop may share it.
 */
export class TargetRecord implements Claims {
  readonly #context: Context;
  readonly #target: string;
  #state: TargetState;

  private constructor(context: Context, target: string, state: TargetState) {
    this.#context = context;
    this.#target = target;
    this.#state = state;
  }

  static async open(context: Context, target: string): Promise<TargetRecord> {
    const state = await readState(context.lake.store, targetKey(target), TargetState);
    return new TargetRecord(context, target, state ?? NEW_TARGET);
  }

  /** Whether everything that should be there once was. */
  get filled(): boolean {
    return this.#state.filled;
  }

  /** Milliseconds since an entry was last added, by this sync or one before. */
  get sinceAdded(): number {
    const { addedAt } = this.#state;
    return addedAt === null ? Number.POSITIVE_INFINITY : this.#context.now().getTime() - Date.parse(addedAt);
  }

  async claimed(): Promise<ReadonlySet<string>> {
    const state = await readState(this.#context.lake.store, targetKey(this.#target), TargetState);
    this.#state = state ?? this.#state;
    return new Set(this.#state.claimed);
  }

  async claim(ranges: readonly string[]): Promise<void> {
    await this.#changeClaims((claimed) => [...new Set([...claimed, ...ranges])].sort());
  }

  async release(ranges: readonly string[]): Promise<void> {
    const released = new Set(ranges);
    await this.#changeClaims((claimed) => claimed.filter((range) => !released.has(range)));
  }

  /** Entries that were there, should be, and are not. */
  missing(entries: readonly Entry[], { wanted }: Plan): string[] {
    const present = presentIn(entries);
    return this.#state.confirmed.filter((range) => wanted.has(range) && !present.has(range));
  }

  /**
   * Writes what changed since it was last told, then what is there now: a crash between the two tells it again, under the same
   * revision. `filled` says that nothing is missing.
   */
  async tell(entries: readonly Entry[], { wanted }: Plan, filled: boolean): Promise<void> {
    const { lake } = this.#context;
    const key = targetKey(this.#target);
    const present = presentIn(entries);
    for (;;) {
      const there = await lake.store.head(key);
      const before = (there && (await readState(lake.store, key, TargetState))) ?? NEW_TARGET;
      const changes = changesOf(before.confirmed, present, wanted);
      const after: TargetState = {
        // What is wanted stays claimed although it is not there: another sync may be about to put it.
        claimed: before.claimed.filter((range) => present.has(range) || wanted.has(range)),
        confirmed: [...present].sort(),
        revision: before.revision + (changes.length > 0 ? 1 : 0),
        filled: before.filled || filled,
        addedAt: changes.some(({ change }) => change === 'added')
          ? this.#context.now().toISOString()
          : before.addedAt,
      };
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      await this.#write(changes, after.revision);
      try {
        await lake.store.put(key, Buffer.from(JSON.stringify(after)), there ?? 'absent');
        this.#state = after;
        return;
      } catch (error) {
        if (!(error instanceof WriteConflict)) throw error;
      }
    }
  }

  async #write(changes: readonly Row[], revision: number): Promise<void> {
    const { lake, syncId, feedVersion, now } = this.#context;
    const shared = {
      sync_id: syncId,
      target: this.#target,
      revision,
      changed_at: now().toISOString(),
      feed_version: feedVersion,
    };
    await writeSystemRows(
      lake,
      allowlistChanges,
      targetSlug(this.#target),
      changes.map((change) => ({ ...shared, ...change })),
    );
  }

  async #changeClaims(change: (claimed: readonly string[]) => string[]): Promise<void> {
    this.#state = await changeState(
      this.#context.lake.store,
      targetKey(this.#target),
      TargetState,
      (state = NEW_TARGET) => ({ ...state, claimed: change(state.claimed) }),
    );
  }
}

function presentIn(entries: readonly Entry[]): Set<string> {
  return new Set(
    entries.flatMap(({ range, ours, active }) => (ours && active && range !== null ? [range] : [])),
  );
}

function changesOf(
  before: readonly string[],
  present: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
): Row[] {
  const known = new Set(before);
  return [
    ...[...present].filter((prefix) => !known.has(prefix)).map((prefix) => ({ prefix, change: 'added' })),
    ...before
      .filter((prefix) => !present.has(prefix))
      .map((prefix) => ({ prefix, change: wanted.has(prefix) ? 'lost' : 'removed' })),
  ];
}
