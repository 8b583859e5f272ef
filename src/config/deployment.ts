import * as z from 'zod';

/** Retention CloudWatch Logs offers, in days. */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const schedule = z
  .string()
  .regex(
    /^(rate\([1-9]\d* (minutes?|hours?|days?)\)|cron\(\S+ \S+ \S+ \S+ \S+ \S+\))$/,
    'rate(1 hour) or cron(0 6 ? * MON *), as EventBridge Scheduler writes it',
  );
const days = z.int().min(1).max(36_500);

const keyArn = z.string().regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key');
const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`), `an id such as ${prefix}-0123456789abcdef0`);

/** A lake that outlived its stack. */
const Existing = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'),
  /** What tables are encrypted with. */
  lakeKeyArn: keyArn,
  /** What originals are encrypted with. */
  rawKeyArn: keyArn,
  /** A Glue database that is there already; by default the stack makes its own. */
  database: z
    .string()
    .regex(/^[a-z0-9_]{1,255}$/, 'small letters, digits and _')
    .optional(),
});

/** Where functions connect from, where that has to be an address others can be told of. */
const Network = z
  .strictObject({
    /** Which functions: only that which keeps allowlists in step, or all that ask upstream as well. */
    of: z.enum(['allowlist', 'upstream']).default('allowlist'),
    /** Whether the stack makes a VPC with one NAT gateway and one Elastic IP, instead of using what follows. */
    create: z.boolean().default(false),
    vpcId: id('vpc').optional(),
    /** Subnets whose way out goes by a fixed address. */
    subnetIds: z.array(id('subnet')).default([]),
    securityGroupIds: z.array(id('sg')).default([]),
  })
  .refine(
    ({ create, vpcId, subnetIds, securityGroupIds }) =>
      create
        ? vpcId === undefined && subnetIds.length + securityGroupIds.length === 0
        : vpcId !== undefined && subnetIds.length > 0 && securityGroupIds.length > 0,
    'either create, or vpcId with subnetIds and securityGroupIds',
  );

/** What only a deployment needs. Every setting has a default. */
export const Deployment = z
  .strictObject({
    stackName: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, 'letters, digits and -, starting with a letter')
      .default('CodexLake'),
    /** Processor of the functions. `x86_64` only for a local AWS on such a machine. */
    architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
    /** Who gets the alarms; AWS sends a mail that has to be confirmed once. */
    alarmEmail: z.email('an e-mail address').optional(),
    /** How often a source is read, where it is not to be its collector's: `{ "CODEX_LOG": "rate(5 minutes)" }`. */
    schedules: z.record(z.string(), schedule).default({}),
    /** Minutes over which the scheduler may spread its calls. */
    flexibleMinutes: z.int().min(0).max(1440).default(5),
    /** How often the audit reckons how whole the lake is. */
    auditSchedule: schedule.default('rate(1 hour)'),
    /** How often allowlists are brought into step with the published ranges. */
    allowlistSchedule: schedule.default('rate(1 hour)'),
    /** When the weekly report is written. */
    reportSchedule: schedule.default('cron(0 6 ? * MON *)'),
    retention: z
      .strictObject({
        /** Days until originals move to a cheaper class that is still read at once. */
        rawColdAfterDays: days.min(30).default(90),
        /** Days until originals are deleted; null keeps them for ever. */
        rawDays: days.nullable().default(null),
        /** Days a replaced or deleted object can still be brought back. */
        supersededDays: days.default(30),
        /** Days query results are kept. */
        resultDays: days.default(30),
        /** Days the functions' logs are kept. */
        logDays: z.literal(LOG_DAYS).default(90),
      })
      .prefault({}),
    /** Most a single query may read, in GB; Athena stops it there. */
    scanLimitGB: z.int().min(1).max(100_000).default(100),
    /** Whether there is a CloudWatch dashboard; the metrics only it reads are sent only then. */
    dashboard: z.boolean().default(false),
    /** Whether functions and the state machine are traced by X-Ray. */
    traces: z.boolean().default(false),
    /** Hours without news of a source until somebody is told. */
    staleAfterHours: z.int().min(2).max(720).default(26),
    /** Where functions connect from; by default from an address of AWS's that changes. */
    network: Network.optional(),
    /** A lake to go on with; by default the stack makes a new, empty one. */
    existing: Existing.optional(),
    /** Name of the managed policy every role is bounded by, where the company asks for one. */
    permissionsBoundary: z
      .string()
      .regex(/^[\w+=,.@/-]{1,128}$/, 'the name of a managed policy, with its path')
      .optional(),
    /** Qualifier of the bootstrap, where it is not the CDK's own. */
    bootstrapQualifier: z
      .string()
      .regex(/^[a-z0-9]{1,10}$/, 'up to ten small letters and digits')
      .optional(),
    /** KMS key the bootstrap encrypts assets with, where the company gave it one of its own. */
    bootstrapKeyArn: keyArn.optional(),
    /** Days a key of upstream may be old by the company's own rules; `doctor` reminds of it two weeks before. */
    keyLimitDays: days.optional(),
    tags: z.record(z.string(), z.string()).default({}),
    /** The first of two keys to delete the data with the stack; the other is `-c destroyData=STACK_NAME`. */
    destroyDataWithStack: z.boolean().default(false),
  })
  .prefault({});
export type Deployment = z.infer<typeof Deployment>;
export type ExistingLake = z.infer<typeof Existing>;
export type NetworkSettings = z.infer<typeof Network>;
