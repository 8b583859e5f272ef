import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { NOTICE_TOPIC } from '../../src/config/metrics.ts';
import { scrub } from '../../src/privacy/scrub.ts';

/** Tells people something, once; the subject has at most 100 characters. */
export type Notify = (notice: { readonly subject: string; readonly text: string }) => Promise<void>;

/** Sends notices to the topic the function's variables name; to nobody when they name none. */
export function topicNotifier(environment = process.env): Notify {
  const TopicArn = environment[NOTICE_TOPIC];
  if (TopicArn === undefined) return async () => {};
  const client = new SNSClient();
  return async ({ subject, text }) => {
    await client.send(new PublishCommand({ TopicArn, Subject: scrub(subject), Message: scrub(text) }));
  };
}
