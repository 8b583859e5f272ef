import { AddressSet } from '../allowlist/address-set.ts';
import { type Cidr, cidr, readCidr } from '../allowlist/cidr.ts';
import { systemClock } from '../allowlist/clock.ts';
import type { GitHubSettings } from '../allowlist/settings.ts';
import type { TargetPorts } from '../allowlist/target.ts';
import { githubTarget } from '../allowlist/targets/github-target.ts';
import type { Config } from '../config/config.ts';
import { deadlineAfter } from '../deadline/deadline.ts';
import { hasKey } from './check-settings.ts';
import { type Finding, finding, ok, skipped, warning } from './finding.ts';

const TIMEOUT_MS = 15_000;
const LIST_MS = 60_000;

/** Where this machine connects from, and whether GitHub's allow lists let it in. Of a deployment it is this machine, not the functions. */
export async function checkAddress(config: Config): Promise<readonly Finding[]> {
  const check = 'address';
  const address = await ownAddress(config.addressUrl);
  if (address === undefined)
    return [
      warning(
        check,
        `${new URL(config.addressUrl).hostname} does not tell where this machine connects from`,
        'set CODEX_LAKE_ADDRESS_URL to a service that answers with the address of who asks',
      ),
    ];
  const found = [ok(check, `this machine connects from ${address.text.replace(/\/\d+$/, '')}`)];
  for (const target of config.allowlist.targets)
    if (target.kind === 'github') found.push(...(await checkList(config, target, address)));
  return found;
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
  address: Cidr,
): Promise<readonly Finding[]> {
  const check = `allow list: github:${settings.organization ?? settings.enterprise}`;
  const todo = 'let an owner look at the token (admin:org, or admin:enterprise) and at the IP allow list';
  return finding(check, todo, async () => {
    if (!hasKey(config, 'github')) return skipped(check, 'there is no GitHub token to read it with');
    const access = { api: config.githubApi, token: config.githubToken, throttled: false, rateLimited: false };
    const { entries } = await githubTarget(settings, access, ports()).read({
      ownership: async () => NOTHING_OWNED,
    });
    const open = entries.flatMap(({ active, range }) => (active && range !== null ? [cidr(range)] : []));
    if (new AddressSet(open).covers(address)) return ok(check, 'lets this machine in');
    return warning(
      check,
      'has no active entry for the address of this machine: once enforced, it refuses it',
      'if this machine is to reach GitHub, let an owner enter its address; of functions, enter that of their NAT gateway',
    );
  });
}

/** To ask who is let in, it is all the same whose an entry is. */
const NOTHING_OWNED = { claimed: () => false, owns: () => false };

function ports(): TargetPorts {
  return { clock: systemClock(deadlineAfter(LIST_MS)), report: () => {} };
}
