import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { logger } from '../aws/logger.ts';
import { startCalls } from './start-calls.ts';

/**
 * Called by CloudFormation when the stack is made or what it reads changed: starts each collector once, without waiting, so
 * that there is something to see. Never fails a deployment: what cannot be started now, its schedule starts.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  try {
    if (event.RequestType !== 'Delete') await startCalls(event.ResourceProperties);
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
