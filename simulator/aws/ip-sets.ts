import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Changes, ListChange } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { FaultName } from '../faults.ts';
import { AwsError } from './aws-error.ts';

export type Family = 'IPV4' | 'IPV6';

export interface IpSet {
  readonly id: string;
  readonly name: string;
  readonly scope: 'REGIONAL' | 'CLOUDFRONT';
  readonly family: Family;
  readonly arn: string;
  description: string;
  addresses: readonly string[];
  lockToken: string;
}

const MOST_ADDRESSES = 10_000;
const FIRST_ADDRESS = '198.51.100.0/24';

type Input = Readonly<Record<string, unknown>>;

/** WAFv2 as far as IP sets go: https://docs.aws.amazon.com/waf/latest/APIReference/API_Operations_AWS_WAFV2.html */
export class IpSets {
  readonly sets: IpSet[] = [];
  readonly #clock: Clock;
  readonly #changes: Changes;
  readonly #has: (fault: FaultName) => boolean;
  readonly #rateLimits: boolean;
  #lastWriteMs = Number.NEGATIVE_INFINITY;
  #asked = 0;
  #updates = 0;

  constructor(options: {
    clock: Clock;
    changes: Changes;
    has: (fault: FaultName) => boolean;
    rateLimits: boolean;
  }) {
    this.#clock = options.clock;
    this.#changes = options.changes;
    this.#has = options.has;
    this.#rateLimits = options.rateLimits;
    this.#add('codex-egress-ipv4', 'IPV4', [FIRST_ADDRESS]);
    this.#add('codex-egress-ipv6', 'IPV6', []);
  }

  named(name: string): IpSet {
    const found = this.sets.find((set) => set.name === name);
    if (found === undefined) throw new Error(`IP set ${name}: there is none`);
    return found;
  }

  answer(operation: string, input: Input): unknown {
    if (this.#has('waf-throttled') && ++this.#asked % 3 === 1)
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    if (operation === 'ListIPSets') return this.#list(input);
    if (operation === 'GetIPSet') return this.#get(input);
    if (operation === 'UpdateIPSet') return this.#update(input);
    throw new AwsError('UnknownOperationException', `the simulator knows no ${operation}`);
  }

  #list({ Scope }: Input): unknown {
    const IPSets = this.sets
      .filter(({ scope }) => scope === Scope)
      .map(({ name, id, description, lockToken, arn }) => ({
        Name: name,
        Id: id,
        Description: description,
        LockToken: lockToken,
        ARN: arn,
      }));
    return { IPSets };
  }

  #get(input: Input): unknown {
    const { name, id, arn, description, family, addresses, lockToken } = this.#find(input);
    return {
      IPSet: {
        Name: name,
        Id: id,
        ARN: arn,
        Description: description,
        IPAddressVersion: family,
        Addresses: addresses,
      },
      LockToken: lockToken,
    };
  }

  #update(input: Input): unknown {
    const set = this.#find(input);
    if (this.#rateLimits && this.#clock.elapsing() - this.#lastWriteMs < 1000)
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    const addresses = addressesOf(input.Addresses, set.family);
    if (this.#has('waf-stale-lock') && ++this.#updates % 2 === 1) {
      const visitor = set.family === 'IPV4' ? `203.0.113.${this.#updates % 256}/32` : '2001:db8::1/128';
      this.#replace(set, [...new Set([...set.addresses, visitor])], 'somebody else');
    }
    if (input.LockToken !== set.lockToken)
      throw new AwsError(
        'WAFOptimisticLockException',
        'AWS WAF couldn’t save your changes because someone changed the resource after you started to edit it. Reapply your changes.',
      );
    this.#lastWriteMs = this.#clock.elapsing();
    if (this.#has('waf-ignores-update')) return { NextLockToken: set.lockToken };
    set.description = typeof input.Description === 'string' ? input.Description : '';
    this.#replace(set, addresses, 'client');
    return { NextLockToken: set.lockToken };
  }

  /** Somebody edits a set in the console. */
  edit(name: string, addresses: readonly string[]): void {
    this.#replace(this.named(name), addresses, 'somebody else');
  }

  #find({ Name, Scope, Id }: Input): IpSet {
    const found = this.sets.find(({ name, scope, id }) => name === Name && scope === Scope && id === Id);
    if (found === undefined)
      throw new AwsError(
        'WAFNonexistentItemException',
        'AWS WAF couldn’t perform the operation because your resource doesn’t exist.',
      );
    return found;
  }

  #replace(set: IpSet, addresses: readonly string[], by: ListChange['by']): void {
    const [before, after] = [new Set(set.addresses), new Set(addresses)];
    this.#changes.add({
      list: `waf:${set.id}`,
      by,
      added: [...after].filter((address) => !before.has(address)),
      removed: [...before].filter((address) => !after.has(address)),
    });
    set.addresses = [...after];
    set.lockToken = hash(`${set.lockToken} ${addresses.join(' ')}`);
  }

  #add(name: string, family: Family, addresses: readonly string[]): void {
    const id = hash(name);
    this.sets.push({
      id,
      name,
      scope: 'REGIONAL',
      family,
      arn: `arn:aws:wafv2:us-east-1:000000000000:regional/ipset/${name}/${id}`,
      description: '',
      addresses,
      lockToken: hash(`${name} first`),
    });
  }
}

function addressesOf(given: unknown, family: Family): string[] {
  const addresses = Array.isArray(given) ? given.map(String) : [];
  if (addresses.length > MOST_ADDRESSES)
    throw new AwsError(
      'WAFLimitsExceededException',
      'AWS WAF couldn’t perform the operation because you exceeded your resource limit: 10000 IP addresses in an IP set.',
    );
  for (const address of addresses) {
    const [, net = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(address) ?? [];
    const fits =
      isIP(net) === (family === 'IPV4' ? 4 : 6) && Number(length) <= (family === 'IPV4' ? 32 : 128);
    if (!fits || Number(length) === 0)
      throw new AwsError(
        'WAFInvalidParameterException',
        `Error reason: The parameter contains formatting that is not valid., field: IP_ADDRESS, parameter: ${address}`,
      );
  }
  return addresses;
}

/** Looks like the ids and tokens of WAF, and depends on nothing but its argument. */
function hash(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
