import * as z from 'zod';
import { DEFAULT_FEED } from '../sources/egress-ranges/source.ts';
import { readCidr } from './cidr.ts';

const feedName = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a feed such as chatgpt-agents');
const range = z.string().refine((text) => readCidr(text) !== undefined, 'an address or a CIDR');
const percent = z.number().min(0).max(100);

const OfTarget = {
  /** Feeds the list follows. */
  feeds: z.array(feedName).min(1).default([DEFAULT_FEED]),
  /** Whether neighbouring ranges are joined, exactly; fewer entries, that are harder to compare with the feed by eye. */
  merge: z.boolean().default(false),
};

const GitHub = z
  .strictObject({
    kind: z.literal('github'),
    organization: z.string().min(1).optional(),
    enterprise: z.string().min(1).optional(),
    ...OfTarget,
    /** Entries whose name begins with this and a colon are ours; no others are ever touched. */
    marker: z.string().min(3).max(40).default('codex-lake'),
    /** GitHub publishes no maximum; 1,891 entries have been seen. */
    maxEntries: z.int().positive().default(5_000),
    /** Changes a minute and an hour. GitHub's limits are 80 and 500, of requests or of changes: it does not say. */
    perMinute: z.int().positive().default(60),
    perHour: z.int().positive().default(450),
    /** Changes sent in one request. */
    batch: z.int().positive().max(20).default(10),
    propagationSeconds: z.int().min(0).default(300),
  })
  .refine(
    ({ organization, enterprise }) => (organization === undefined) !== (enterprise === undefined),
    'either an organization or an enterprise',
  );

const IpSet = z.strictObject({ name: z.string().min(1), id: z.string().min(1) });
const ExclusiveLists = {
  region: z.string().min(1).optional(),
  /** Whether the lists hold nothing but ours, so that whatever else stands in them is taken out. */
  exclusive: z.boolean().default(false),
  propagationSeconds: z.int().min(0).default(60),
};

const Waf = z
  .strictObject({
    kind: z.literal('waf'),
    scope: z.enum(['REGIONAL', 'CLOUDFRONT']).default('REGIONAL'),
    ipv4: IpSet.optional(),
    ipv6: IpSet.optional(),
    /** Whether the stack makes the sets, one for each family, instead of taking those named. */
    create: z.boolean().default(false),
    /** Tells the sets the stack makes for this target from those it makes for others; it stays as long as they do. */
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'up to 40 small letters, digits and -')
      .optional(),
    ...OfTarget,
    ...ExclusiveLists,
  })
  .refine(
    ({ create, scope, ipv4, ipv6 }) => !create || (scope === 'REGIONAL' && !ipv4 && !ipv6),
    'the stack makes REGIONAL sets only, and then none are named',
  )
  .refine(({ create, name }) => create || name === undefined, 'a name is for sets the stack makes (create)');

const listId = z
  .string()
  .regex(/^pl-[0-9a-f]+$/, 'the id of a managed prefix list, such as pl-0123456789abcdef0');

const PrefixList = z.strictObject({
  kind: z.literal('prefix-list'),
  /** Lists that are filled one after another, where one is not enough. */
  ipv4: z.array(listId).default([]),
  ipv6: z.array(listId).default([]),
  /** Entries each list may have; the quota of AWS is 1,000 unless it was raised. */
  maxEntries: z.int().positive().default(1_000),
  marker: z.string().min(3).max(40).default('codex-lake'),
  ...OfTarget,
  ...ExclusiveLists,
  merge: z.boolean().default(true),
});

const Files = z.strictObject({
  kind: z.literal('files'),
  /** Folder of the files in the lake, below `allowlists/`. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and -')
    .default('openai-egress'),
  ...OfTarget,
});

const Target = z.discriminatedUnion('kind', [GitHub, Waf, PrefixList, Files]);

/** Whether no list is named twice. */
function areDifferent(targets: readonly z.infer<typeof Target>[]): boolean {
  const names = targets.flatMap((target) => {
    if (target.kind === 'github') return [`github ${target.organization ?? ''} ${target.enterprise ?? ''}`];
    if (target.kind === 'files') return [`files ${target.name}`];
    const lists = [target.ipv4 ?? [], target.ipv6 ?? []].flat();
    return lists.map((list) => (typeof list === 'string' ? list : list.id));
  });
  return new Set(names).size === names.length;
}

/** Whether sets the stack makes are told apart. */
function areNamed(targets: readonly z.infer<typeof Target>[]): boolean {
  const names = targets.flatMap((target) => (target.kind === 'waf' && target.create ? [target.name] : []));
  return new Set(names).size === names.length;
}

const Guards = z.strictObject({
  /** Share of a list's entries, and of its addresses of each family, in percent, that one step may remove or add. */
  removalPercent: percent.default(10),
  additionsPercent: percent.default(50),
  /**
   * The same for all steps of so many days together, against what there was when they began or when a person last accepted a
   * version. A feed that moves as the published ones did for 46 days loses 14 % in its worst 30 days and gains 25 %.
   */
  windowDays: z.number().positive().max(366).default(30),
  windowRemovalPercent: percent.default(20),
  windowAdditionsPercent: z.number().min(0).default(50),
  /** Shortest prefix length that may join a feed without a person; nearly all are /28, and of 1,400 one was wider than /23. */
  widestAddedIpv4: z.int().min(1).max(32).default(20),
  widestAddedIpv6: z.int().min(1).max(128).default(48),
  /** How long a range no feed lists any more stays. */
  graceHours: z.number().min(0).default(24),
  /** Ranges no step may leave uncovered that are covered now: offices, build machines. */
  pinned: z.array(range).default([]),
  /** Where the sync itself connects from; asked at `addressUrl` when none is given. */
  ownAddresses: z.array(range).default([]),
});

/** Settings of the allowlist sync. Every part has a default: it then follows the agents' feed, into no list at all. */
export const AllowlistSettings = z.strictObject({
  /** Whether lists are changed; until then every sync is a dry run. */
  apply: z.boolean().default(false),
  targets: z
    .array(Target)
    .refine(areDifferent, 'no list twice: each would undo what the other does')
    .refine(areNamed, 'sets the stack makes for several targets need a name each')
    .default([]),
  guards: Guards.prefault({}),
  feedHosts: z.array(z.string()).default(['openai.com']),
  /** Entries of one feed beyond which it is refused; the largest seen had 1,489. */
  maxFeedEntries: z.int().positive().default(5_000),
  widestIpv4: z.int().min(1).max(32).default(16),
  widestIpv6: z.int().min(1).max(128).default(32),
  /** Age in hours from which a feed counts as stale: of its version, and of its last good reading. */
  staleVersionHours: z.number().positive().default(336),
  staleReadingHours: z.number().positive().default(24),
});
export type AllowlistSettings = z.infer<typeof AllowlistSettings>;
export type GuardSettings = z.infer<typeof Guards>;
export type TargetSettings = z.infer<typeof Target>;
export type GitHubSettings = z.infer<typeof GitHub>;
export type WafSettings = z.infer<typeof Waf>;
export type PrefixListSettings = z.infer<typeof PrefixList>;
export type FilesSettings = z.infer<typeof Files>;

/** What a feed's ranges are for, for people who read a diff. */
const PURPOSES: Readonly<Record<string, string>> = {
  'chatgpt-agents': 'Codex cloud, to services such as GitHub',
  'chatgpt-connectors': 'apps, connectors, GPT Actions and agentic commerce',
  'chatgpt-actions': 'GPT Actions, an older list',
};

export const purposeOf = (feed: string): string => PURPOSES[feed] ?? 'a feed of your own choice';
