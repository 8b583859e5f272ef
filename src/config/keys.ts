/** Keys to what Codex Lake reads and changes; each has a secret of its own where it is deployed. */
export const KEYS = {
  analytics: {
    setting: 'analyticsKey',
    variable: 'OPENAI_ANALYTICS_KEY',
    previousSetting: 'previousAnalyticsKey',
    secretVariable: 'CODEX_LAKE_ANALYTICS_SECRET',
    scope: 'codex.enterprise.analytics.read',
  },
  compliance: {
    setting: 'complianceKey',
    variable: 'OPENAI_COMPLIANCE_KEY',
    previousSetting: 'previousComplianceKey',
    secretVariable: 'CODEX_LAKE_COMPLIANCE_SECRET',
    scope: 'chatgpt.enterprise.compliance_export',
  },
  github: {
    setting: 'githubToken',
    variable: 'GITHUB_TOKEN',
    previousSetting: 'previousGithubToken',
    secretVariable: 'CODEX_LAKE_GITHUB_SECRET',
    scope: 'admin:org',
  },
} as const;

export type KeyName = keyof typeof KEYS;

/** What a secret holds until `codex-lake keys set` gives it the key. */
export const PLACEHOLDER = 'not configured yet: run codex-lake keys set';
