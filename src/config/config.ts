import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { AllowlistSettings } from '../allowlist/settings.ts';
import { PAGE_LIMITS } from '../http/page-guard.ts';
import { HOLD_POLICY } from '../ingest/hold-policy.ts';
import { isStoreLocation } from '../lake/store/store-location.ts';
import { rememberSecret } from '../privacy/scrub.ts';
import { DEFAULT_FEED } from '../sources/egress-ranges/source.ts';
import { sourceNamed } from '../sources/sources.ts';
import { ConfigurationError } from './configuration-error.ts';
import { Deployment } from './deployment.ts';

/** Environment variables that are read, and the setting each is for. */
const VARIABLES = {
  CODEX_LAKE: 'lake',
  CODEX_LAKE_WORKSPACES: 'workspaces',
  CODEX_LAKE_ORGANIZATIONS: 'organizations',
  CODEX_LAKE_SOURCES: 'sources',
  CODEX_LAKE_LOG_TYPES: 'logTypes',
  CODEX_LAKE_ORGANIZATION_LOG_TYPES: 'organizationLogTypes',
  CODEX_LAKE_FEEDS: 'feeds',
  CODEX_LAKE_API_BASE: 'apiBase',
  CODEX_LAKE_RANGES_BASE: 'rangesBase',
  CODEX_LAKE_PACED: 'paced',
  CODEX_LAKE_DIGEST_KEY: 'digestKey',
  CODEX_LAKE_RAW_KMS_KEY: 'rawKmsKey',
  CODEX_LAKE_COLLAPSE_SHARE: 'collapseShare',
  CODEX_LAKE_RESTATEMENT_SHARE: 'restatementShare',
  CODEX_LAKE_MAX_PAGES: 'maxPages',
  CODEX_LAKE_MAX_LIST_MB: 'maxListMB',
  CODEX_LAKE_IDENTITY: 'identity',
  CODEX_LAKE_CONTENT: 'content',
  CODEX_LAKE_ALLOWLIST: 'allowlist',
  CODEX_LAKE_GITHUB_API: 'githubApi',
  CODEX_LAKE_ADDRESS_URL: 'addressUrl',
  OPENAI_ANALYTICS_KEY: 'analyticsKey',
  OPENAI_COMPLIANCE_KEY: 'complianceKey',
  GITHUB_TOKEN: 'githubToken',
  OPENAI_ANALYTICS_KEY_PREVIOUS: 'previousAnalyticsKey',
  OPENAI_COMPLIANCE_KEY_PREVIOUS: 'previousComplianceKey',
  GITHUB_TOKEN_PREVIOUS: 'previousGithubToken',
} as const;

const SECRETS = [
  'digestKey',
  'analyticsKey',
  'complianceKey',
  'githubToken',
  'previousAnalyticsKey',
  'previousComplianceKey',
  'previousGithubToken',
] as const;
const SECRET: ReadonlySet<string> = new Set(SECRETS);

const CONFIG_FILE = 'codex-lake.json';

const scopeId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'letters, digits, - and _, as in the admin console');
const logType = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'a log type in capitals, such as APP_LOG');
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((part) => part.trim())
            .filter(Boolean)
        : value,
    z.array(item),
  );

/** The value of a JSON text; the text itself when it is none, for the schema to refuse. */
function jsonOf(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}

/** Every setting there is, of a pull and of a deployment. Only the ids of what is to be read have no default. */
export const Config = z.strictObject({
  /** Where the lake is: a folder, or `s3://bucket/prefix`. */
  lake: z.string().min(1).refine(isStoreLocation, 'a folder, or s3://bucket/prefix').default('./lake'),
  workspaces: list(scopeId).default([]),
  organizations: list(scopeId).default([]),
  /** What is read; everything when empty. */
  sources: list(
    z
      .string()
      .refine(
        (name) => sourceNamed(name) !== undefined,
        'a source that `codex-lake pull --help` names, or a log type in capitals',
      ),
  ).default([]),
  /** An answer with less than this share of the rows a day had is held, not landed. */
  collapseShare: z.coerce.number().min(0).max(1).default(HOLD_POLICY.collapseShare),
  /** A final day of which a key figure (credits, reviews, rows) moves by more than this share is told of as a restatement. */
  restatementShare: z.coerce.number().min(0).default(HOLD_POLICY.restatementShare),
  /** Pages of one list beyond which upstream is taken not to come to an end. */
  maxPages: z.coerce.number().int().positive().default(PAGE_LIMITS.maxPages),
  /** MB of one list, or of one day of figures, that may be in memory; a function has some 1,500. */
  maxListMB: z.coerce
    .number()
    .int()
    .positive()
    .default(PAGE_LIMITS.maxBytes / 1024 / 1024),
  /** Log types besides those with a source of their own, such as APP_LOG. */
  logTypes: list(logType).default([]),
  /** Log types read from organizations besides COSTS: APP_LOG and APP_AUTH_LOG are there too. */
  organizationLogTypes: list(logType).default([]),
  feeds: list(z.string().regex(/^[a-z][a-z0-9-]*$/, 'a feed such as chatgpt-agents')).default([DEFAULT_FEED]),
  /** Whether e-mails and names stand in the tables as they are, or as keyed pseudonyms. Originals keep them. */
  identity: z.enum(['clear', 'pseudonym']).default('clear'),
  /** Whether people's words are kept as length and digest only, or also as they are, in tables of their own below `content/`. */
  content: z.enum(['digest', 'keep']).default('digest'),
  apiBase: z.url().default('https://api.chatgpt.com/v1'),
  rangesBase: z.url().default('https://openai.com'),
  /** Whether to keep to upstream's published rates; `false` only against a simulator. */
  paced: z.stringbool().or(z.boolean()).default(true),
  /** Key of the hashes that stand for people's words: 32 bytes in hex; by default the lake's own. */
  digestKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, '32 bytes in hex')
    .optional(),
  /** ARN of the KMS key originals are encrypted with, where the lake is in S3; by default the bucket's. */
  rawKmsKey: z.string().startsWith('arn:').optional(),
  analyticsKey: z.string().min(1).optional(),
  complianceKey: z.string().min(1).optional(),
  githubToken: z.string().min(1).optional(),
  /** The keys before these: asked with while upstream refuses the new one, so that none is missing while they are rotated. */
  previousAnalyticsKey: z.string().min(1).optional(),
  previousComplianceKey: z.string().min(1).optional(),
  previousGithubToken: z.string().min(1).optional(),
  githubApi: z.url().default('https://api.github.com/graphql'),
  /** Answers with the address this connects from, which GitHub's allow list must hold. */
  addressUrl: z.url().default('https://checkip.amazonaws.com'),
  /** The allowlist sync; in the environment as JSON. */
  allowlist: z.preprocess(jsonOf, AllowlistSettings).prefault({}),
  /** Days off by day, for the calendar: `{ "2026-12-25": "Christmas" }`. */
  holidays: z.record(z.iso.date(), z.string().min(1).max(100)).default({}),
  deployment: Deployment,
});
export type Config = z.infer<typeof Config>;

/** Names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(Config.shape);

/** The settings functions are given, as the variables they read them from. Keys are never among them. */
export function environmentOf(config: Config): Record<string, string> {
  const given = Object.entries(VARIABLES).flatMap(([variable, setting]) => {
    const value = config[setting];
    const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
    return SECRET.has(setting) || isEmpty ? [] : [[variable, textOf(value)]];
  });
  return Object.fromEntries(given);
}

/** A setting as a variable has it: lists with commas, other structures as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value);
}

/** Settings by options before environment before config file (none when null). Throws one `ConfigurationError` with every problem. */
export async function readConfig(
  options: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  file: string | null = CONFIG_FILE,
): Promise<Config> {
  const fromEnvironment = Object.entries(VARIABLES).map(([variable, setting]) => [
    setting,
    environment[variable] || undefined,
  ]);
  const given = {
    ...(file !== null && (await readFileIfAny(file))),
    ...set(Object.fromEntries(fromEnvironment)),
    ...set(options),
  };
  const parsed = Config.safeParse(given);
  if (parsed.success) {
    for (const name of SECRETS) rememberSecret(parsed.data[name]);
    return parsed.data;
  }
  // The value is not shown: it may be a key.
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'settings'}: ${message}`,
  );
  throw new ConfigurationError(problems.join('\n'));
}

async function readFileIfAny(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return {};
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new ConfigurationError(`${file}: not a JSON object`);
  }
}

function set(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
