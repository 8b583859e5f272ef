import { digestText } from './digest.ts';

/** Whether people stand in the lake by name, or by a name only the lake can tell. */
export type IdentityPolicy = 'clear' | 'pseudonym';

/** Tells which key made a pseudonym, should there ever be another. */
const KEY_VERSION = 'p1-';

const E_MAIL = '[^\\s"@<>(),:;]+@[^\\s"@<>(),:;]+';

/**
 * DuckDB macros for what names people: `person(text)` for a column that holds an e-mail or a name, `people(text)` for any other text,
 * in which e-mails may stand. A pseudonym is keyed (see `digest`) and the same wherever the same e-mail stands, however it is
 * written, so tables still join by it.
 */
export function identityMacros(policy: IdentityPolicy): string[] {
  const isClear = policy === 'clear';
  const person = isClear ? 'words' : `'${KEY_VERSION}' || digest(lower(trim(words)))`;
  const people = isClear
    ? 'words'
    : `CASE WHEN NOT contains(words, '@') THEN words WHEN regexp_full_match(trim(words), '${E_MAIL}') THEN person(words)
      ELSE regexp_replace(words, '${E_MAIL}', 'e-mail', 'g') END`;
  return [
    `CREATE OR REPLACE MACRO person(words) AS ${person}`,
    `CREATE OR REPLACE MACRO people(words) AS ${people}`,
  ];
}

/** The pseudonym that `person` gives. */
export function pseudonymOf(key: Uint8Array, person: string): string {
  return KEY_VERSION + digestText(key, person.replace(/^ +| +$/g, '').toLowerCase());
}
