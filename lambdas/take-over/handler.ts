import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { openLakeToReadAt } from '../../src/ledger/open-lake.ts';
import { answerFailure, answerSuccess } from '../aws/answer.ts';
import { logger } from '../aws/logger.ts';
import { keylessSettings } from '../aws/settings.ts';

const NAME = 'take-over';

/**
 * Called by CloudFormation before the catalog is told where today's layout has its objects: takes a lake of the former one over, which
 * opening it does. One that has nothing to take over is done in a moment.
 */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  logger.addContext(context);
  try {
    if (event.RequestType !== 'Delete') await (await openLakeToReadAt(await keylessSettings())).close();
  } catch (error) {
    logger.error('lake not taken over', error as Error);
    const message = error instanceof Error ? error.message : 'unknown';
    return answerFailure(event, NAME, `The lake was not taken over: ${message}. Deploy again: it goes on.`);
  }
  await answerSuccess(event, NAME);
}
