import type { Config } from '../config/config.ts';
import { KEYS } from '../config/keys.ts';
import { streamsOf } from '../config/streams.ts';
import {
  AuthenticationError,
  ContractError,
  NotFoundError,
  RateLimitedError,
  UnavailableError,
  UntrustedCertificateError,
} from '../http/errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { HttpRequest } from '../http/request.ts';
import { latestEventAt } from '../sources/compliance-logs/ask-type.ts';
import { probedBy, probeOf } from '../sources/probe.ts';
import type { Source } from '../sources/source.ts';
import { addDays, dayOf } from '../tables/utc-day.ts';
import { hasKey } from './check-settings.ts';
import { type Finding, finding, ok, problem, skipped, warning } from './finding.ts';

/** Asks every endpoint of every scope configured: a key that is good for one may be useless for the next. */
export async function checkEndpoints(config: Config, http: HttpClient, now: Date): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { source, scopeId } of streamsOf(config, [])) {
    const check = `endpoint: ${source.name} of ${scopeId}`;
    if (source.key !== 'none' && !hasKey(config, source.key))
      found.push(skipped(check, `there is no ${source.key} key to ask with`));
    else
      found.push(
        ...(await finding(check, 'tell the maintainers', () =>
          ask(check, config, source, scopeId, http, now),
        )),
      );
  }
  return found;
}

async function ask(
  check: string,
  config: Config,
  source: Source,
  scopeId: string,
  http: HttpClient,
  now: Date,
): Promise<Finding> {
  const probe = probeOf(config, source, scopeId, addDays(dayOf(now), -2));
  try {
    // With the current key alone: that the one before it still serves would hide that this one does not.
    const { previousKey: _, ...current } = probe;
    await http.documents(current, probedBy(source));
    const request = { http, upstream: config, source, scopeId };
    const latest = source.kind === 'log' ? await latestEventAt({ ...request, source }) : undefined;
    return ok(check, latest ? `answers; upstream's latest event is of ${latest}` : 'answers');
  } catch (error) {
    if (
      error instanceof AuthenticationError &&
      error.isKeyRefused &&
      (await servesBefore(http, probe, source))
    )
      return warning(
        check,
        `${error.message}; the key before it serves, so nothing stands still`,
        authenticationTodo(source),
      );
    if (error instanceof RateLimitedError)
      return ok(check, 'answers that it was asked too often: the key is known');
    if (error instanceof UnavailableError)
      return warning(
        check,
        error.message,
        'try again in a few minutes; if it stays so, look whether a proxy or firewall stands between',
      );
    if (error instanceof UntrustedCertificateError)
      return problem(
        check,
        error.message,
        'let your network people say who answers there; their CA goes into a PEM file that NODE_EXTRA_CA_CERTS names',
      );
    if (error instanceof AuthenticationError)
      return problem(check, error.message, authenticationTodo(source));
    if (error instanceof NotFoundError)
      return problem(
        check,
        error.message,
        `check the id of the ${source.scope} in your settings: ${scopeId}`,
      );
    if (error instanceof ContractError)
      return problem(
        check,
        error.message,
        'look whether a proxy or sign-in page stands between; if not, upstream changed: see whether there is a newer Codex Lake',
      );
    throw error;
  }
}

/** Whether upstream takes the key before the one it refused. */
async function servesBefore(http: HttpClient, probe: HttpRequest, source: Source): Promise<boolean> {
  const { previousKey, ...current } = probe;
  if (previousKey === undefined) return false;
  return http.documents({ ...current, key: previousKey }, probedBy(source)).then(
    () => true,
    () => false,
  );
}

function authenticationTodo({ key, scope, kind }: Source): string {
  if (key === 'none') return 'see whether this address is refused; the range feeds need no key';
  const scopeOf = kind === 'log' ? 'chatgpt.enterprise.compliance_logs_platform.read' : KEYS[key].scope;
  const holder = scope === 'organization' ? 'of the organization' : 'of the workspace';
  return `give ${KEYS[key].variable} a key ${holder} with the scope ${scopeOf}, or add the scope to it in the admin console`;
}
