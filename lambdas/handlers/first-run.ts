import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as z from 'zod';
import { logger } from '../aws/logger.ts';

/** What to call, each with which input, right after a deployment. */
const Calls = z.object({ calls: z.array(z.object({ functionName: z.string(), input: z.string() })) });

/**
 * Called by CloudFormation when the stack is made or what it reads changed: starts each collector once, without waiting, so
 * that there is something to see. Never fails a deployment: what cannot be started now, its schedule starts.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  try {
    if (event.RequestType !== 'Delete') await startAll(Calls.parse(event.ResourceProperties));
  } catch (error) {
    logger.error('first run not started', error as Error);
  }
  const { RequestId, StackId, LogicalResourceId } = event;
  const answer = {
    Status: 'SUCCESS',
    PhysicalResourceId: 'first-run',
    RequestId,
    StackId,
    LogicalResourceId,
  };
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
}

async function startAll({ calls }: z.infer<typeof Calls>): Promise<void> {
  const client = new LambdaClient();
  for (const { functionName: FunctionName, input } of calls)
    await client.send(
      new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(input) }),
    );
}
