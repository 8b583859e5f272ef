import { type Deadline, deadlineAfter } from '../deadline/deadline.ts';
import { digestMacro } from '../privacy/digest.ts';
import { type IdentityPolicy, identityMacros } from '../privacy/identity.ts';
import type { JsonRules } from '../privacy/json-rules.ts';
import { type WordsFilter, wordsFilter } from '../privacy/words-filter.ts';
import { digestKeyOf } from './digest-key.ts';
import { type DuckDbOptions, openDuckDb } from './engine/duckdb.ts';
import type { Engine } from './engine/engine.ts';
import { openWorkDir } from './engine/work-dir.ts';
import type { ObjectStore } from './store/object-store.ts';

/** What it takes to read the lake's own tables, and to write those that hold nothing of people: where it is, and an engine. */
export interface ReadableLake extends Engine {
  readonly store: ObjectStore;
  /** Until when writers that meet a conflict try again. */
  readonly deadline: Deadline;
}

/** A lake open for writing. It may be used for several things at once: each use has scratch of its own. */
export interface Lake extends ReadableLake {
  /** Key of the hashes that stand for people's words. */
  readonly digestKey: Uint8Array;
  /** Keeps people's words out of JSON; in SQL `without_words(json, rules)`. */
  readonly words: WordsFilter;
  /** Closes the engine and removes its scratch. */
  close(): Promise<void>;
}

export interface LakeOptions extends Omit<DuckDbOptions, 'workDir'> {
  /** Key of the digests; by default the one the lake made for itself when it was new. */
  readonly digestKey?: Uint8Array;
  /** @default clear */
  readonly identity?: IdentityPolicy;
  /** @default none */
  readonly deadline?: Deadline;
}

export async function openLake(store: ObjectStore, options: LakeOptions = {}): Promise<Lake> {
  const { deadline = deadlineAfter() } = options;
  const digestKey = options.digestKey ?? (await digestKeyOf(store, deadline));
  const lake = await openLakeToRead(store, { ...options, deadline });
  const { identity = 'clear' } = options;
  for (const macro of [digestMacro(digestKey), ...identityMacros(identity)]) await lake.duckdb.run(macro);
  const words = wordsFilter({ digestKey, identity });
  lake.duckdb.define('without_words', withoutWords(words));
  return { ...lake, digestKey, words };
}

/** The longest JSON, and how much of it, that is kept in mind: settings and groups come again and again. */
const [LONGEST_REMEMBERED, MOST_REMEMBERED] = [256, 1000];

/** The filter as a function of JSON and the JSON of the column's rules. */
function withoutWords(words: WordsFilter): (json: string, rules: string) => string {
  const columns = new Map<string, { readonly rules: JsonRules; readonly seen: Map<string, string> }>();
  return (json, text) => {
    const column = columns.get(text) ?? { rules: JSON.parse(text), seen: new Map() };
    columns.set(text, column);
    const { rules, seen } = column;
    if (json.length > LONGEST_REMEMBERED) return words.column(rules, json);
    const before = seen.get(json);
    if (before !== undefined) return before;
    const without = words.column(rules, json);
    if (seen.size < MOST_REMEMBERED) seen.set(json, without);
    return without;
  };
}

/** A lake open for reading its own tables; nothing is made in it, not even its key. */
export async function openLakeToRead(
  store: ObjectStore,
  { deadline = deadlineAfter(), ...options }: Omit<LakeOptions, 'digestKey' | 'identity'> = {},
): Promise<ReadableLake & Pick<Lake, 'close'>> {
  const workDir = await openWorkDir();
  const duckdb = await openDuckDb({ ...options, workDir: workDir.path }).catch(async (error) => {
    await workDir.remove();
    throw error;
  });
  return {
    store,
    duckdb,
    workDir: workDir.path,
    deadline,
    async close() {
      duckdb.close();
      await workDir.remove();
    },
  };
}
