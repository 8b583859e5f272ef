/** Why statements stand although no call of the deployed functions, as the local AWS saw them, needed them. */
interface Reason {
  /** Their policies, by the beginning of the logical id. */
  readonly of: RegExp;
  /** What they allow: each action of a statement has to be among these. */
  readonly actions: readonly string[];
  readonly reason: string;
}

const ANY = /./;

/**
 * By kind. The same calls are evaluated against the same policies in `test/lib/policies`. A statement that is not here and that nothing
 * needs is not to be, and a reason that no statement needs any more is to go: `npm run e2e` fails at either.
 */
const WITHOUT_CALLS: readonly Reason[] = [
  {
    of: ANY,
    actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
    reason:
      'Lambda keeps what failed with the role of the function; the local one puts it into the queue itself',
  },
  {
    of: ANY,
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    reason: 'S3, Secrets Manager and SNS ask KMS as who asked them; the local ones encrypt nothing',
  },
  {
    of: /^(Collectors|Watcher|Report)/,
    actions: ['sns:Publish'],
    reason:
      'notices of restatements, of what an allowlist does and of the report: a first fill has nothing of that to tell',
  },
  {
    of: /^Watcher/,
    actions: ['s3:ListBucket'],
    reason:
      'S3 says that an object is not there only to who may list, and refuses others; the local one tells anybody',
  },
  {
    of: /^Report/,
    actions: ['lakeformation:GetDataAccess'],
    reason:
      'Athena asks Lake Formation as who asked it, where that governs the lake; the local one knows neither',
  },
  {
    of: /^Report/,
    actions: [
      'glue:GetDatabase',
      'glue:GetDatabases',
      'glue:GetTable',
      'glue:GetTables',
      'glue:GetPartition',
      'glue:GetPartitions',
      'glue:BatchGetPartition',
    ],
    reason: 'Athena reads the catalog as who asked it; the local one reads it as nobody',
  },
  {
    of: /^Report/,
    actions: [
      's3:GetObject',
      's3:PutObject',
      's3:ListBucket',
      's3:GetBucketLocation',
      's3:ListMultipartUploadParts',
      's3:AbortMultipartUpload',
    ],
    reason: 'Athena reads tables and keeps answers as who asked it; the local one does as nobody',
  },
];

/** An unused statement: where it stands, and its actions. */
export interface Unused {
  readonly name: string;
  readonly actions: readonly string[];
}

/** What is unused with its reason, what has none, and the reasons nothing needs. */
export function explained(unused: readonly Unused[]): {
  readonly by: ReadonlyMap<string, readonly string[]>;
  readonly without: readonly Unused[];
  readonly needless: readonly string[];
} {
  const reasonOf = ({ name, actions }: Unused) =>
    WITHOUT_CALLS.find((one) => one.of.test(name) && actions.every((action) => one.actions.includes(action)))
      ?.reason;
  const by = new Map<string, string[]>();
  for (const one of unused) {
    const reason = reasonOf(one);
    if (reason !== undefined) by.set(reason, [...(by.get(reason) ?? []), one.name]);
  }
  return {
    by,
    without: unused.filter((one) => reasonOf(one) === undefined),
    needless: WITHOUT_CALLS.map(({ reason }) => reason).filter((reason) => !by.has(reason)),
  };
}
