/** Workspace types, and after the bar the organization's. The order is part of file ids: append only. */
export const LOG_TYPES = ['CODEX_LOG', 'CODEX_SECURITY_LOG', 'AUDIT_LOG', 'AUTH_LOG', 'COSTS'] as const;

export type LogType = (typeof LOG_TYPES)[number];

export type LogScope = 'workspace' | 'organization';

export function isLogType(name: string): name is LogType {
  return LOG_TYPES.some((type) => type === name);
}

export function scopeOf(type: LogType): LogScope {
  return type === 'COSTS' ? 'organization' : 'workspace';
}

/** Known upstream, but this company has none: listed without complaint, always empty. */
export const EMPTY_TYPES: Readonly<Record<string, readonly LogScope[]>> = {
  CONVERSATION_MESSAGE: ['workspace'],
  APP_LOG: ['workspace', 'organization'],
  APP_AUTH_LOG: ['workspace', 'organization'],
  CHATGPT_PLUGIN_SPREADSHEET: ['workspace'],
  CUSTOM_AGENTS_LOG: ['workspace'],
};
