import { hash } from 'node:crypto';

const BLOCK = 64; // SHA-256 works on blocks of 64 bytes; HMAC pads its key to one (RFC 2104)

interface Pads {
  readonly outer: Buffer;
  readonly inner: Buffer;
}

const padsByKey = new WeakMap<Uint8Array, Pads>();

/**
 * HMAC-SHA-256 of a text in hex. The same value as the SQL macro of `digestMacro` gives, and by the same two rounds: an Hmac object
 * for each text takes several times as long. Throws when the key is of more than 64 bytes.
 */
export function digestText(key: Uint8Array, text: string): string {
  const pads = padsByKey.get(key) ?? padsOf(key);
  padsByKey.set(key, pads);
  const inner = hash('sha256', Buffer.concat([pads.inner, Buffer.from(text)]), 'buffer');
  return hash('sha256', Buffer.concat([pads.outer, inner]), 'hex');
}

/**
 * The same digest as a DuckDB macro `digest(text)`, so that people's words are hashed where they are read and never
 * cross into JavaScript. DuckDB has no HMAC, so the two rounds are spelled out. The key must be of at most 64 bytes.
 */
export function digestMacro(key: Uint8Array): string {
  const { outer, inner } = padsOf(key);
  return `CREATE OR REPLACE MACRO digest(words) AS sha256(${blob(outer)} || unhex(sha256(${blob(inner)} || encode(words))))`;
}

function padsOf(key: Uint8Array): Pads {
  if (key.length > BLOCK) throw new Error(`digest key: ${key.length} bytes, allowed at most ${BLOCK}`);
  const block = Buffer.alloc(BLOCK);
  block.set(key);
  return {
    outer: Buffer.from(block.map((byte) => byte ^ 0x5c)),
    inner: Buffer.from(block.map((byte) => byte ^ 0x36)),
  };
}

function blob(bytes: Uint8Array): string {
  return `'${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')}'::BLOB`;
}
