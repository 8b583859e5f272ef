import { tmpdir } from 'node:os';
import { awsFailure } from '../http/aws-failure.ts';
import { DiskError, diskProblem } from '../lake/store/disk-failure.ts';
import { S3Error } from '../lake/store/s3-failure.ts';

/** What a person reads when a command ends with an error: what, where, and what next. Ours say so themselves. */
export function failureMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof DiskError || error instanceof S3Error) return error.message;
  const aws = awsFailure(error);
  if (aws !== undefined) return aws;
  const disk = diskProblem(error);
  // What is not the lake's is in the folder of temporary files, or named by the error itself.
  if (disk !== undefined)
    return `${error.message.split('\n')[0]?.replace(/\.$/, '')}: ${disk}; files under way are in ${tmpdir()}, and TMPDIR names another place`;
  return error.message === '' ? error.name : error.message;
}
