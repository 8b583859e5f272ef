import { digestText } from './digest.ts';

/** Ids, enum values and addresses are shorter; what is longer may be what somebody wrote. */
const LONGEST_KEPT = 64;

/**
 * A value of a field nobody has described yet, fit to be kept: texts long enough to be people's words are replaced by
 * their length and digest, at any depth.
 */
export function digestUnknownWords(key: Uint8Array, value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length <= LONGEST_KEPT ? value : { length: value.length, hash: digestText(key, value) };
  }
  if (Array.isArray(value)) return value.map((item) => digestUnknownWords(key, item));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, digestUnknownWords(key, item)]),
    );
  }
  return value;
}
