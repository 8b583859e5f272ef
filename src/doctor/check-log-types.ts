import type { Config } from '../config/config.ts';
import { streamsOf } from '../config/streams.ts';
import { UpstreamError } from '../http/errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import { isListable } from '../sources/compliance-logs/ask-type.ts';
import { typesBesides } from '../sources/compliance-logs/known-types.ts';
import type { ScopeKind } from '../sources/source.ts';
import { addDays, dayOf } from '../tables/utc-day.ts';
import { type Finding, finding, ok, warning } from './finding.ts';

/** Names the log types the key can list that nobody collects. Taking one is for a person: some hold everybody's chats. */
export async function checkLogTypes(config: Config, http: HttpClient, now: Date): Promise<Finding[]> {
  if (config.complianceKey === undefined) return [];
  const scopes = [
    ...config.workspaces.map((id) => ['workspace', id, 'logTypes'] as const),
    ...config.organizations.map((id) => ['organization', id, 'organizationLogTypes'] as const),
  ];
  const found: Finding[] = [];
  for (const [scope, scopeId, setting] of scopes) {
    const check = `log types of ${scopeId}`;
    const look = () => askScope(config, http, now, { check, scope, scopeId, setting });
    found.push(...(await finding(check, 'tell the maintainers', look)));
  }
  return found;
}

interface Asked {
  readonly check: string;
  readonly scope: ScopeKind;
  readonly scopeId: string;
  readonly setting: string;
}

async function askScope(
  config: Config,
  http: HttpClient,
  now: Date,
  { check, scope, scopeId, setting }: Asked,
): Promise<Finding> {
  const taken = streamsOf(config, []).filter((stream) => stream.scopeId === scopeId);
  const names = new Set(taken.map(({ source }) => source.name));
  const listable: string[] = [];
  try {
    for (const source of typesBesides(scope, names)) {
      const request = { http, upstream: config, source, scopeId };
      if (await isListable(request, addDays(dayOf(now), -2))) listable.push(source.eventType);
    }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return warning(check, error.message, 'try again in a few minutes');
  }
  if (listable.length === 0) return ok(check, 'the key can list none that is known and not collected');
  return ok(
    check,
    `the key can also list ${listable.join(', ')}, which nobody collects; ${setting} in the settings takes one`,
  );
}
