import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerSuccess } from '../aws/answer.ts';
import { logger } from '../aws/logger.ts';
import { startCalls } from './start-calls.ts';

/**
 * Called by CloudFormation when the stack is made or what it reads changed: starts each collector once, without waiting, so
 * that there is something to see. What cannot be started now never fails a deployment: its schedule starts it.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  try {
    if (event.RequestType !== 'Delete') await startCalls(event.ResourceProperties);
  } catch (error) {
    logger.error('first run not started', error as Error);
  }
  await answerSuccess(event, 'first-run');
}
