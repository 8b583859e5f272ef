import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A range of addresses. */
export interface Cidr {
  /** Canonical: `20.1.2.0/28`, `2603:1030::/48`; always with its length. */
  readonly text: string;
  readonly family: 4 | 6;
  readonly length: number;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;

/**
 * Reads an address or a range as people write them: a bare address is a range of one, bits beyond the length are cut.
 * Undefined when it is neither.
 */
export function readCidr(text: string): Cidr | undefined {
  const trimmed = text.trim();
  // ipaddr.js tries one family after the other, and asking it whether a text is valid throws within: a hundred times slower.
  const family = trimmed.includes(':') ? ipaddr.IPv6 : ipaddr.IPv4;
  try {
    if (trimmed.includes('/')) {
      const [address, length] = family.parseCIDR(trimmed);
      return cidrOf(address, length);
    }
    // It would also take the short forms of old, such as 10.1.
    if (isIP(trimmed) === 0) return undefined;
    return cidrOf(family.parse(trimmed), family === ipaddr.IPv6 ? 128 : 32);
  } catch {
    return undefined;
  }
}

/** The range of a text that is known to be one, such as what `readCidr` gave. */
export function cidr(text: string): Cidr {
  const found = readCidr(text);
  if (found === undefined) throw new Error(`range ${text}: neither an address nor a CIDR`);
  return found;
}

function cidrOf(address: ipaddr.IPv4 | ipaddr.IPv6, length: number): Cidr {
  const family = address.kind() === 'ipv4' ? 4 : 6;
  const hostBits = BigInt(BITS[family] - length);
  const value = address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const first = (value >> hostBits) << hostBits;
  const last = first + (1n << hostBits) - 1n;
  return { text: `${addressText(first, family)}/${length}`, family, length, first, last };
}

function addressText(value: bigint, family: 4 | 6): string {
  const bytes = Array.from({ length: BITS[family] / 8 }, (_, i) =>
    Number((value >> BigInt(BITS[family] - 8 * (i + 1))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}
