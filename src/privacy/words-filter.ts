import { mapStrings, type StringVisitor } from '../json/map-strings.ts';
import { digestText } from './digest.ts';
import type { IdentityPolicy } from './identity.ts';
import { pseudonymOf } from './identity.ts';
import { type JsonRules, type RuleNode, ruleTree } from './json-rules.ts';
import { type Form, formOfName, isCommonEnum, isKey, isOf } from './safe-texts.ts';
import { schemaWordsOf } from './schema-words.ts';

/** Keeps people's words out of JSON: default deny, for names and values alike. */
export interface WordsFilter {
  /** The name of a field nobody has described: itself where it is schema, else `~length~hash`. */
  name(name: string): string;
  /** JSON found under such a name, in an object that is described. */
  unknown(name: string, json: string): string;
  /** JSON found where a number, a truth or a time was expected. */
  misfit(json: string): string;
  /** JSON of a column, by its rules. */
  column(rules: JsonRules, json: string): string;
}

export interface FilterOptions {
  readonly digestKey: Uint8Array;
  readonly identity: IdentityPolicy;
}

/** What is known of where a string stands. */
interface Place {
  /** Its form by a rule, which holds wherever it stands. */
  readonly ruled?: Form | undefined;
  /** Its form by its name. */
  readonly byName?: Form | undefined;
  /** Whether every name on the way is schema. */
  readonly isKnown: boolean;
  readonly rules?: RuleNode | undefined;
  /** Places below, by name: the same few names come again and again. */
  readonly below: Map<string, Named>;
}

interface Named {
  readonly said: string;
  readonly json?: string | undefined;
  readonly place: Place;
}

/** Names that are schema are few; what maps by id have is not kept in mind without end. */
const MOST_PLACES = 10_000;

export function wordsFilter({ digestKey, identity }: FilterOptions): WordsFilter {
  const digested = (text: string) => `{"length":${text.length},"hash":"${digestText(digestKey, text)}"}`;
  const person = (text: string) =>
    identity === 'clear' ? undefined : JSON.stringify(pseudonymOf(digestKey, text));
  let places = 0;
  function named(parent: Place, name: string): Named {
    const there = parent.below.get(name);
    if (there !== undefined) return there;
    const rules = parent.rules?.names.get(name) ?? parent.rules?.names.get('*');
    const isDescribed = parent.rules?.names.has(name) === true;
    const isSafe = isDescribed || isSafeName(name);
    const said = isSafe ? name : `~${name.length}~${digestText(digestKey, name)}`;
    const found: Named = {
      said,
      json: isSafe ? undefined : JSON.stringify(said),
      place: {
        ruled: rules?.form,
        byName: formOfName(name),
        isKnown: parent.isKnown && (isSafe || rules !== undefined),
        rules,
        below: new Map(),
      },
    };
    if (places < MOST_PLACES) {
      parent.below.set(name, found);
      places++;
    }
    return found;
  }
  const visitor: StringVisitor<Place> = {
    name: named,
    value({ ruled, byName, isKnown }, text) {
      if (ruled !== undefined) {
        if (!isOf(ruled, text)) return digested(text);
        return ruled === 'person' || text.includes('@') ? person(text) : undefined;
      }
      if (byName === 'id') return isOf('id', text) ? undefined : digested(text);
      if (byName === undefined || !isKnown) return digested(text);
      const isSafe = byName === 'enum' ? isCommonEnum(text) : isOf(byName, text);
      return isSafe ? undefined : digested(text);
    },
  };
  const roots = new WeakMap<JsonRules, Place>();
  const record: Place = { isKnown: true, below: new Map() };
  const misfit: Place = { ruled: 'number', isKnown: false, below: new Map() };
  return {
    name: (name) => named(record, name).said,
    unknown: (name, json) => mapStrings(json, named(record, name).place, visitor),
    misfit: (json) => mapStrings(json, misfit, visitor),
    column(rules, json) {
      let root = roots.get(rules);
      if (root === undefined) {
        const tree = ruleTree(rules);
        root = { ruled: tree.form, isKnown: true, rules: tree, below: new Map() };
        roots.set(rules, root);
      }
      return mapStrings(json, root, visitor);
    },
  };
}

const isSafeName = (name: string): boolean => schemaWordsOf(name) !== undefined || isKey(name);
