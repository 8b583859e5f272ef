import { codexLogEvent } from '../../tables/codex-log.ts';
import { codexSecurityEvent } from '../../tables/codex-security-log.ts';
import { complianceEvent } from '../../tables/compliance-log.ts';
import { costsEvent } from '../../tables/costs-hour.ts';
import type { RawRecord } from '../../tables/record.ts';
import type { LogSource, ScopeKind } from '../source.ts';

/** Types with a table of their own; every other type goes into compliance_log. */
const RECORDS: Readonly<Record<string, RawRecord>> = {
  CODEX_LOG: codexLogEvent,
  CODEX_SECURITY_LOG: codexSecurityEvent,
  COSTS: costsEvent,
};

/** The source of a log type, known here or not: upstream's set of types is open. */
export function logSource(
  eventType: string,
  scope: ScopeKind = eventType === 'COSTS' ? 'organization' : 'workspace',
): LogSource {
  return {
    kind: 'log',
    collector: 'logs',
    name: eventType,
    eventType,
    scope,
    doc: `Compliance log ${eventType}.`,
    key: 'compliance',
    endpoint: `compliance/${scope === 'organization' ? 'organizations' : 'workspaces'}/{scope}/logs`,
    record: RECORDS[eventType] ?? complianceEvent,
    retentionDays: 30,
    deliveryLagHours: eventType === 'COSTS' ? 6 : 1,
    async *list(request) {
      const { listFiles } = await import('./client.ts');
      yield* listFiles(request);
    },
    async download(request) {
      const { downloadFile } = await import('./client.ts');
      await downloadFile(request);
    },
  };
}

export const LOG_SOURCES: readonly LogSource[] = [
  'CODEX_LOG',
  'CODEX_SECURITY_LOG',
  'AUDIT_LOG',
  'AUTH_LOG',
  'COSTS',
].map((type) => logSource(type));
