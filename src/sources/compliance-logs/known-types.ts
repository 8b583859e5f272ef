import type { LogSource, ScopeKind } from '../source.ts';
import { logSource } from './source.ts';

/** A log type that upstream has, in some version of its specification or as seen by who reads it. */
export interface KnownType {
  readonly type: string;
  readonly scope: ScopeKind;
}

const WORKSPACE = [
  'CODEX_LOG',
  'CODEX_SECURITY_LOG',
  'AUDIT_LOG',
  'AUTH_LOG',
  'APP_LOG',
  'APP_AUTH_LOG',
  'CONVERSATION_MESSAGE',
  'CUSTOM_AGENTS_LOG',
  'CHATGPT_PLUGIN_SPREADSHEET',
  'CODEX_TURN',
  // Upstream names its scope alone; every other scope is called as its type is.
  'WORKSPACE_ANALYTICS',
];
const ORGANIZATION = ['COSTS', 'APP_LOG', 'APP_AUTH_LOG'];

/** Every log type known by name: docs/upstream.md says from where. Upstream tells no list of them, so each is asked for. */
export const KNOWN_TYPES: readonly KnownType[] = [
  ...WORKSPACE.map((type) => ({ type, scope: 'workspace' as const })),
  ...ORGANIZATION.map((type) => ({ type, scope: 'organization' as const })),
];

/** The known types of a scope besides those that are `taken`, as sources to ask for. */
export function typesBesides(scope: ScopeKind, taken: ReadonlySet<string>): LogSource[] {
  return KNOWN_TYPES.filter((known) => known.scope === scope && !taken.has(known.type)).map(({ type }) =>
    logSource(type, scope),
  );
}
