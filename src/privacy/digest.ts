import { createHmac } from 'node:crypto';

const BLOCK = 64; // SHA-256 works on blocks of 64 bytes; HMAC pads its key to one (RFC 2104)

/** HMAC-SHA-256 of a text in hex. The same value as the SQL macro of `digestMacro` gives. */
export function digestText(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/**
 * The same digest as a DuckDB macro `digest(text)`, so that people's words are hashed where they are read and never
 * cross into JavaScript. DuckDB has no HMAC, so the two rounds are spelled out. The key must be of at most 64 bytes.
 */
export function digestMacro(key: Uint8Array): string {
  if (key.length > BLOCK) throw new Error(`digest key: ${key.length} bytes, allowed at most ${BLOCK}`);
  const block = Buffer.alloc(BLOCK);
  block.set(key);
  const outer = blob(block.map((byte) => byte ^ 0x5c));
  const inner = blob(block.map((byte) => byte ^ 0x36));
  return `CREATE OR REPLACE MACRO digest(words) AS sha256(${outer} || unhex(sha256(${inner} || encode(words))))`;
}

function blob(bytes: Uint8Array): string {
  return `'${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')}'::BLOB`;
}
