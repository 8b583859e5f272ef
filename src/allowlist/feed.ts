import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { AddressSet } from './address-set.ts';
import { type Cidr, cidr, readCidr } from './cidr.ts';

/** A version of a feed that passed every check. */
export interface Feed {
  readonly name: string;
  /** `creationTime` as published: microseconds, no zone. Later ones are greater as texts. */
  readonly version: string;
  /** Canonical, sorted, each once. */
  readonly prefixes: readonly string[];
  /** Entries that were listed more than once. */
  readonly duplicates: number;
}

/** A feed that cannot be trusted: the last good version stays. An operator is alerted, with the check that failed. */
export class FeedRefused extends Error {
  override readonly name = 'FeedRefused';
  readonly check: string;
  /** Whether a person may let the version pass all the same. */
  readonly acceptable: boolean;

  constructor(feed: string, check: string, problem: string, acceptable = false) {
    super(`feed ${feed}: ${problem} (${check}); the last good version stays`);
    this.check = check;
    this.acceptable = acceptable;
  }
}

export interface FeedLimits {
  readonly maxEntries: number;
  /** Shortest prefix length of each family that is not too wide. */
  readonly widestIpv4: number;
  readonly widestIpv6: number;
}

/** Larger than any feed seen by a factor of ten. */
export const MOST_BYTES = 1 << 20;

const Body = z.looseObject({
  creationTime: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z?$/)
    .refine((version) => !Number.isNaN(publishedAt(version))),
  prefixes: z.array(
    z
      .looseObject({ ipv4Prefix: z.string().optional(), ipv6Prefix: z.string().optional() })
      .refine(({ ipv4Prefix, ipv6Prefix }) => (ipv4Prefix === undefined) !== (ipv6Prefix === undefined)),
  ),
});

/** Blocks inside public space that are for no one: https://www.iana.org/assignments/iana-ipv4-special-registry */
const SPECIAL = new AddressSet(
  [
    ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
    ['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
    ['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '::/8', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64'],
    ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
  ]
    .flat()
    .map(cidr),
);

/** Reads a feed's body. Throws `FeedRefused` at the first thing that is not as it must be: all or nothing. */
export function readFeed(name: string, body: string, limits: FeedLimits): Feed {
  const refuse = (check: string, problem: string): never => {
    throw new FeedRefused(name, check, problem);
  };
  if (Buffer.byteLength(body) > MOST_BYTES) refuse('size', `more than ${MOST_BYTES} bytes`);
  const parsed = Body.safeParse(jsonOf(body, () => refuse('json', 'the body is not JSON')));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse('shape', `not as specified at ${issue?.path.join('.') || 'its top'}`);
  }
  const { creationTime, prefixes } = parsed.data;
  if (prefixes.length === 0) refuse('empty', 'it has no prefixes');
  if (prefixes.length > limits.maxEntries)
    refuse('entries', `${prefixes.length} prefixes, at most ${limits.maxEntries} are expected`);
  const read = new Set<string>();
  for (const { ipv4Prefix, ipv6Prefix } of prefixes) {
    const text = ipv4Prefix ?? ipv6Prefix ?? '';
    const wrong = whatIsWrong(text, ipv4Prefix === undefined ? 6 : 4, limits);
    // The text is not repeated when it is no prefix: it may be anything.
    if (wrong !== undefined) refuse(wrong[0], wrong[1]);
    read.add(text);
  }
  return {
    name,
    version: creationTime,
    prefixes: [...read].sort(),
    duplicates: prefixes.length - read.size,
  };
}

/** Clocks differ by so much at most; milliseconds. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** When a version says it was made, Unix milliseconds; NaN when there is no such time. */
export function publishedAt(version: string): number {
  return Date.parse(`${version.replace(/Z$/, '')}Z`);
}

/** Whether a version says that it is yet to be made: no later one could follow it. */
export function isInFuture(version: string, now: Date): boolean {
  return publishedAt(version) > now.getTime() + CLOCK_SKEW_MS;
}

function jsonOf(body: string, refuse: () => never): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return refuse();
  }
}

/** The check a prefix fails, and how; undefined when it fails none. */
function whatIsWrong(text: string, family: 4 | 6, limits: FeedLimits): [string, string] | undefined {
  const range = ipaddr.isValidCIDR(text) ? readCidr(text) : undefined;
  if (range === undefined) return ['cidr', 'an entry is not a CIDR'];
  if (range.family !== family)
    return ['family', `${text} stands among the ${family === 4 ? 'IPv4' : 'IPv6'} prefixes`];
  if (ipaddr.parseCIDR(text)[0].toString() !== range.text.split('/')[0])
    return ['host bits', `${text} has bits set beyond its length`];
  if (range.text !== text) return ['canonical', `${text} is not in its canonical form, ${range.text}`];
  const widest = family === 4 ? limits.widestIpv4 : limits.widestIpv6;
  if (range.length < widest) return ['too wide', `${text} is wider than /${widest}`];
  if (SPECIAL.overlaps(range) || !isPublic(range))
    return ['private or reserved', `${text} is not public address space`];
  return undefined;
}

function isPublic({ text }: Cidr): boolean {
  return ipaddr.parseCIDR(text)[0].range() === 'unicast';
}
