import { mix } from './random.ts';

const HEX4 = Array.from({ length: 65536 }, (_, i) => i.toString(16).padStart(4, '0'));
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function hex8(word: number): string {
  return HEX4[word >>> 16]! + HEX4[word & 0xffff]!;
}

/** A version 4 UUID that depends on nothing but its arguments. */
export function uuid(hash: number, a: number, b: number, c: number): string {
  const w0 = mix(mix(mix(hash, a), b), c);
  const w1 = mix(mix(mix(hash ^ 0x5bd1e995, c), a), b);
  const w2 = mix(mix(mix(hash ^ 0x1b873593, b), c), a);
  const w3 = mix(w0 ^ w1, w2);
  return `${hex8(w0)}-${HEX4[w1 >>> 16]}-${HEX4[(w1 & 0x0fff) | 0x4000]}-${HEX4[((w2 >>> 16) & 0x3fff) | 0x8000]}-${HEX4[w2 & 0xffff]}${hex8(w3)}`;
}

/** `length` letters and digits, as in `user-TUvqhBX7HbQPRgHyEBt5WRcI`. */
export function token(hash: number, length: number): string {
  let text = '';
  let h = hash;
  for (let i = 0; i < length; i++) {
    h = mix(h, i + 1);
    text += ALPHABET[h % ALPHABET.length];
  }
  return text;
}
