import * as z from 'zod';

const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/12345678-90ab-cdef-1234-567890abcdef';

/**
 * What each setting is given in the synthesized pairs, by its path; besides, each is left out. Every setting of the schema has to
 * stand here: a test compares.
 */
export const SETTING_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  maxListMB: [8],
  maxPages: [1_000],
  lake: ['s3://bucket/prefix'],
  // The second are too long for the environment of a function.
  workspaces: [['ws-1', 'ws-2'], Array.from({ length: 100 }, (_, i) => `workspace-with-a-long-id-${i}`)],
  organizations: [['org-1', 'org-2']],
  sources: [['usage', 'APP_LOG'], ['egress_ranges']],
  collapseShare: [0.2],
  restatementShare: [0.5],
  logTypes: [['APP_LOG']],
  organizationLogTypes: [['APP_AUTH_LOG']],
  feeds: [['chatgpt-agents', 'chatgpt-connectors']],
  identity: ['clear', 'pseudonym'],
  content: ['digest', 'keep'],
  apiBase: ['https://api.example.com/v1'],
  rangesBase: ['https://ranges.example.com'],
  paced: [false],
  digestKey: ['ab'.repeat(32)],
  rawKmsKey: [KEY_ARN],
  analyticsKey: ['an-analytics-key'],
  complianceKey: ['a-compliance-key'],
  githubToken: ['a-token'],
  previousAnalyticsKey: ['an-analytics-key-before'],
  previousComplianceKey: ['a-compliance-key-before'],
  previousGithubToken: ['a-token-before'],
  githubApi: ['https://github.example.com/api/graphql'],
  addressUrl: ['https://address.example.com'],
  holidays: [{ '2026-12-25': "New Year's Eve, or so" }],
  'allowlist.apply': [true],
  'allowlist.targets': [
    [
      { kind: 'files', name: 'other-egress', merge: true },
      { kind: 'github', organization: 'an-organization', marker: 'ours', feeds: ['chatgpt-agents'] },
      { kind: 'github', enterprise: 'an-enterprise', maxEntries: 9, batch: 2, perMinute: 3, perHour: 4 },
    ],
    [
      { kind: 'waf', create: true, propagationSeconds: 5 },
      { kind: 'waf', create: true, name: 'connectors', feeds: ['chatgpt-connectors'] },
      { kind: 'waf', scope: 'CLOUDFRONT', ipv4: { name: 'edge', id: 'set-1' }, exclusive: true },
      { kind: 'waf', region: 'eu-west-1', ipv6: { name: 'office', id: 'set-2' } },
      { kind: 'prefix-list', ipv4: ['pl-0123456789abcdef0', 'pl-1'], ipv6: ['pl-2'], region: 'eu-west-1' },
      { kind: 'prefix-list', ipv4: ['pl-3'] },
    ],
  ],
  'allowlist.guards.removalPercent': [20],
  'allowlist.guards.additionsPercent': [20],
  'allowlist.guards.graceHours': [0],
  'allowlist.guards.pinned': [['198.51.100.0/24']],
  'allowlist.guards.ownAddresses': [['198.51.100.7']],
  'allowlist.guards.widestAddedIpv4': [20],
  'allowlist.guards.widestAddedIpv6': [48],
  'allowlist.guards.windowAdditionsPercent': [40],
  'allowlist.guards.windowDays': [3],
  'allowlist.guards.windowRemovalPercent': [15],
  'allowlist.feedHosts': [['ranges.example.com']],
  'allowlist.maxFeedEntries': [2_000],
  'allowlist.widestIpv4': [20],
  'allowlist.widestIpv6': [48],
  'allowlist.staleVersionHours': [100],
  'allowlist.staleReadingHours': [12],
  'deployment.stackName': ['codex-lake-prod'],
  'deployment.architecture': ['arm64', 'x86_64'],
  'deployment.alarmEmail': ['operator@example.com'],
  'deployment.schedules': [{ CODEX_LOG: 'rate(5 minutes)', usage: 'cron(0 6 * * ? *)' }],
  'deployment.flexibleMinutes': [0],
  'deployment.auditSchedule': ['rate(1 day)', 'cron(0 7 * * ? *)'],
  'deployment.allowlistSchedule': ['rate(30 minutes)'],
  'deployment.reportSchedule': ['rate(7 days)'],
  'deployment.retention.rawColdAfterDays': [30],
  'deployment.retention.rawDays': [730],
  'deployment.retention.supersededDays': [7],
  'deployment.retention.resultDays': [7],
  'deployment.retention.logDays': [365],
  'deployment.scanLimitGB': [1],
  'deployment.dashboard': [true],
  'deployment.traces': [true],
  'deployment.staleAfterHours': [48],
  'deployment.network': [
    { create: true },
    { create: true, of: 'upstream' },
    {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
      securityGroupIds: ['sg-0123456789abcdef0'],
      of: 'upstream',
    },
  ],
  'deployment.existing': [
    { bucket: 'a-lake', lakeKeyArn: KEY_ARN, rawKeyArn: KEY_ARN.replace('1234', '4321') },
    { bucket: 'a-lake', lakeKeyArn: KEY_ARN, rawKeyArn: KEY_ARN, database: 'a_database' },
  ],
  'deployment.permissionsBoundary': ['a-boundary', 'company/a-boundary'],
  'deployment.bootstrapQualifier': ['company1'],
  'deployment.bootstrapKeyArn': [KEY_ARN],
  'deployment.keyLimitDays': [180],
  'deployment.tags': [{ 'cost-center': '1234' }],
  'deployment.destroyDataWithStack': [true],
};

/**
 * Paths of all settings of a schema: an object with settings of its own is taken apart, one that may be
 * left out as a whole, and everything else, is one setting.
 */
export function settingPaths(schema: z.ZodType, path = ''): string[] {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodObject)) return [path];
  return Object.entries(inner.shape).flatMap(([name, of]) =>
    settingPaths(of, path === '' ? name : `${path}.${name}`),
  );
}

interface Settings {
  [name: string]: unknown;
}

/** Settings as they stand in the file, from settings by path. */
export function nested(byPath: Readonly<Settings>): Settings {
  const whole: Settings = {};
  const inner = new Map<string, Settings>();
  for (const [path, value] of Object.entries(byPath)) {
    const [name = path, ...rest] = path.split('.');
    if (rest.length === 0) whole[name] = value;
    else inner.set(name, { ...inner.get(name), [rest.join('.')]: value });
  }
  for (const [name, settings] of inner) whole[name] = nested(settings);
  return whole;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrapped(schema.unwrap());
  // A text that may stand for the structure is read first.
  if (schema instanceof z.ZodPipe) return unwrapped(schema.out);
  return schema;
}
