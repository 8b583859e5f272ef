import { AddressSet } from '../allowlist/address-set.ts';
import { type Cidr, cidr, readCidr } from '../allowlist/cidr.ts';
import { systemClock } from '../allowlist/clock.ts';
import type { GitHubSettings } from '../allowlist/settings.ts';
import type { TargetPorts } from '../allowlist/target.ts';
import { githubTarget } from '../allowlist/targets/github-target.ts';
import type { Config } from '../config/config.ts';
import { deadlineAfter } from '../deadline/deadline.ts';
import { hasKey } from './check-settings.ts';
import { type Finding, finding, ok, problem, skipped, warning } from './finding.ts';
import type { Egress } from './function-egress.ts';

const TIMEOUT_MS = 15_000;
const LIST_MS = 60_000;

/** Who asks GitHub, and from where. */
interface Caller {
  readonly who: string;
  readonly addresses: readonly Cidr[];
  /** What to do where a list does not let it in. */
  readonly todo: string;
  /** Whether the sync stands still where it is not let in. */
  readonly isSync: boolean;
}

/**
 * Where this machine connects from and, of a deployed stack, where its functions do; and whether GitHub's allow lists let both in.
 * `functions` is empty where nothing is deployed.
 */
export async function checkAddress(
  config: Config,
  functions: readonly Egress[] = [],
): Promise<readonly Finding[]> {
  const check = 'address';
  const own = await ownAddress(config.addressUrl);
  const found: Finding[] = [
    own === undefined
      ? warning(
          check,
          `${new URL(config.addressUrl).hostname} does not tell where this machine connects from`,
          'set CODEX_LAKE_ADDRESS_URL to a service that answers with the address of who asks',
        )
      : ok(check, `this machine connects from ${shown(own)}`),
    ...functions.map((one) => findingOf(config, one)),
  ];
  const callers = [
    ...(own === undefined ? [] : [{ ...THIS_MACHINE, addresses: [own] }]),
    ...functions
      .filter(({ of }) => of === 'the allowlist sync')
      .map((one) => ({ ...THE_SYNC, addresses: addressesOf(config, one) })),
  ];
  for (const target of config.allowlist.targets)
    if (target.kind === 'github' && callers.length > 0)
      found.push(...(await checkList(config, target, callers)));
  return found;
}

const THIS_MACHINE = {
  who: 'this machine',
  isSync: false,
  todo: 'if this machine is to reach GitHub, let an owner enter its address',
} as const;
const THE_SYNC = {
  who: 'the allowlist sync',
  isSync: true,
  todo: 'let an owner enter its address before the list is changed or enforced; the sync does not shut itself out',
} as const;

const shown = ({ text }: Cidr): string => text.replace(/\/(32|128)$/, '');

/** What is known of where functions go out: as AWS tells or, where it cannot, as the settings say. */
function addressesOf(config: Config, { way, addresses }: Egress): Cidr[] {
  const known = way === 'known' ? addresses : config.allowlist.guards.ownAddresses;
  return known.map((one) => cidr(one));
}

function findingOf(config: Config, egress: Egress): Finding {
  const check = `address of ${egress.of}`;
  const given = config.allowlist.guards.ownAddresses;
  if (egress.way === 'elsewhere')
    return given.length > 0
      ? ok(check, `${given.join(', ')}, as allowlist.guards.ownAddresses says; AWS does not tell`)
      : warning(
          check,
          'its subnets go out by no NAT gateway with a public address, so AWS does not tell',
          'ask your network people, and set allowlist.guards.ownAddresses to what they say',
        );
  if (egress.way === 'changing') {
    const needsOne =
      egress.of === 'the allowlist sync' && config.allowlist.targets.some(({ kind }) => kind === 'github');
    const says = 'is any of AWS, and changes';
    return needsOne
      ? warning(
          check,
          `${says}: GitHub's allow list cannot let it in`,
          'set deployment.network and deploy, or run codex-lake ip-ranges apply where the address stays',
        )
      : ok(check, says);
  }
  const known = egress.addresses.join(', ');
  if (
    given.length === 0 ||
    egress.addresses.every((one) => new AddressSet(given.map((two) => cidr(two))).covers(cidr(one)))
  )
    return ok(check, `${known}, which stays`);
  return warning(
    check,
    `${known}, and allowlist.guards.ownAddresses says ${given.join(', ')}`,
    'take ownAddresses out, or set it to what it is',
  );
}

async function ownAddress(url: string): Promise<Cidr | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = (await answer.text()).trim();
    return answer.ok && text.length < 50 ? readCidr(text) : undefined;
  } catch {
    return undefined;
  }
}

async function checkList(
  config: Config,
  settings: GitHubSettings,
  callers: readonly Caller[],
): Promise<readonly Finding[]> {
  const check = `allow list: github:${settings.organization ?? settings.enterprise}`;
  const todo = 'let an owner look at the token (admin:org, or admin:enterprise) and at the IP allow list';
  return finding(check, todo, async () => {
    if (!hasKey(config, 'github')) return skipped(check, 'there is no GitHub token to read it with');
    const access = { api: config.githubApi, token: config.githubToken, throttled: false, rateLimited: false };
    const { entries } = await githubTarget(settings, access, ports()).read({
      ownership: async () => NOTHING_OWNED,
    });
    const open = new AddressSet(
      entries.flatMap(({ active, range }) => (active && range !== null ? [cidr(range)] : [])),
    );
    return callers.flatMap(({ who, addresses, isSync, todo: entering }) => {
      if (addresses.length === 0) return [];
      const missing = addresses.filter((one) => !open.covers(one));
      if (missing.length === 0) return ok(check, `lets ${who} in`);
      const says = `has no active entry for ${missing.map(shown).join(', ')}, where ${who} connects from`;
      return isSync
        ? problem(check, `${says}: the sync changes nothing until it has`, entering)
        : warning(check, `${says}: once enforced, it refuses it`, entering);
    });
  });
}

/** To ask who is let in, it is all the same whose an entry is. */
const NOTHING_OWNED = { claimed: () => false, owns: () => false };

function ports(): TargetPorts {
  return { clock: systemClock(deadlineAfter(LIST_MS)), report: () => {} };
}
