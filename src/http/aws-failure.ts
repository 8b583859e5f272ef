import { certificateProblem } from './certificate-problem.ts';

/** What to do about an answer of AWS, by its name; the most exact one first. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/NoSuchBucket/, 'check the name of the bucket'],
  [/PermanentRedirect|AuthorizationHeaderMalformed/, 'set AWS_REGION to the region it is in'],
  [
    /ExpiredToken|TokenRefreshRequired|InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature/,
    'sign in again (aws sso login, or new access keys), and check AWS_PROFILE',
  ],
  [/RequestTimeTooSkewed/, "set this machine's clock"],
  [/KMS/, 'see that the profile may use the KMS key, and that the key is enabled'],
  [/SlowDown|Throttl|TooManyRequests|ServiceUnavailable|InternalError/, 'run again in a few minutes'],
];
const BY_STATUS: Readonly<Record<number, string>> = {
  301: 'set AWS_REGION to the region it is in',
  403: 'see that AWS_PROFILE is the right one, and that it may do this, its KMS keys included',
  404: 'check that it is there, in this account and region',
  500: 'run again in a few minutes',
  503: 'run again in a few minutes',
};

/** What a client of AWS failed at, in words, with what to do; undefined when an error is of none. Holds no key and no body. */
export function awsFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'CredentialsProviderError')
    return `there are no credentials for AWS (${firstLine(error)}); sign in, and set AWS_PROFILE`;
  if (error.message === 'Region is missing') return 'no region of AWS is given; set AWS_REGION';
  const untrusted = certificateProblem(error);
  if (untrusted !== undefined) return untrusted;
  if (!('$metadata' in error)) return undefined;
  const status = statusOf(error.$metadata);
  const hint =
    HINTS.find(([name]) => name.test(`${error.name} ${error.message}`))?.[1] ?? BY_STATUS[status ?? 0];
  const said = status === undefined ? 'no answer of AWS' : `AWS answered ${status}`;
  const tail = hint === undefined ? 'run again, and if it stays so, look at the status of AWS' : hint;
  return `${said} (${error.name}: ${firstLine(error)}); ${tail}`;
}

function statusOf(metadata: unknown): number | undefined {
  if (metadata === null || typeof metadata !== 'object' || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

function firstLine({ message }: Error): string {
  return message.split('\n')[0] ?? '';
}
