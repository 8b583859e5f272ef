import { mapJson, textOf } from '../json/json-text.ts';
import { digestText } from './digest.ts';

/** Ids, enum values and addresses are shorter; what is longer may be what somebody wrote. */
const LONGEST_KEPT = 64;

/**
 * The JSON text of a field nobody has described yet, fit to be kept: strings long enough to be people's words are replaced by
 * their length and digest, at any depth; all else stays as it was sent.
 */
export function digestUnknownWords(key: Uint8Array, json: string): string {
  return mapJson(json, {
    string(string, isName) {
      if (isName || string.length <= LONGEST_KEPT + 2) return string;
      const text = textOf(string);
      if (text.length <= LONGEST_KEPT) return string;
      return `{"length":${text.length},"hash":"${digestText(key, text)}"}`;
    },
  });
}
