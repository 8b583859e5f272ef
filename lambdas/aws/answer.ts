import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import pRetry from 'p-retry';

/** Longest one try may take; with the waits between, all tries stay well below the function's minute. */
const TIMEOUT_MS = 8_000;
const RETRIES = 4;

/** CloudFormation's answer was not taken, so it waits until the resource's service timeout, and then fails the deployment. */
class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}

/**
 * Tells CloudFormation that the resource is done; `name` is what it is called from now on. The address is signed for a PUT without a content type: a text body would
 * bring one, and S3 would refuse the signature. Throws `AnswerRefused` when every try was.
 */
export function answerSuccess(event: CloudFormationCustomResourceEvent, name: string): Promise<void> {
  return answer(event, name, { Status: 'SUCCESS' });
}

/** Tells it that the resource could not be made, and why: the deployment goes back. Throws as `answerSuccess` does. */
export function answerFailure(
  event: CloudFormationCustomResourceEvent,
  name: string,
  reason: string,
): Promise<void> {
  return answer(event, name, { Status: 'FAILED', Reason: reason });
}

async function answer(
  event: CloudFormationCustomResourceEvent,
  name: string,
  outcome: { readonly Status: string; readonly Reason?: string },
): Promise<void> {
  const { RequestId, StackId, LogicalResourceId } = event;
  const PhysicalResourceId = event.RequestType === 'Create' ? name : event.PhysicalResourceId;
  const answer = { ...outcome, PhysicalResourceId, RequestId, StackId, LogicalResourceId };
  await pRetry(() => put(event.ResponseURL, Buffer.from(JSON.stringify(answer))), {
    retries: RETRIES,
    minTimeout: 200,
    maxTimeout: 2_000,
    randomize: true,
  });
}

async function put(url: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const { status } = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (status !== 200)
    throw new AnswerRefused(
      `answer to CloudFormation: refused with ${status}, expected 200; when it stays so, the deployment fails after the resource's timeout`,
    );
}
