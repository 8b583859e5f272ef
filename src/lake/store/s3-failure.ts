import { awsFailure } from '../../http/aws-failure.ts';

/** S3 refuses the lake's reader or writer, or could not be reached: somebody has to do what it says. Alerted. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
}

/** Asks S3; what it fails at is told with the lake's place, what was done and what to do. The answer stands behind it as its cause. */
export async function onS3<T>(location: string, doing: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const failure = error instanceof S3Error ? undefined : awsFailure(error);
    if (failure === undefined) throw error;
    throw new S3Error(`lake ${location}: ${doing}: ${failure}`, { cause: error });
  }
}
