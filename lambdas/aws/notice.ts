import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

/** Most characters SNS takes for a subject. */
const SUBJECT_LIMIT = 100;

/** Tells whoever reads the stack's topic of something that happened. Does nothing where no topic is given. */
export async function sendNotice(
  subject: string,
  text: string,
  topic = process.env.CODEX_LAKE_TOPIC,
): Promise<void> {
  if (topic === undefined) return;
  await new SNSClient().send(
    new PublishCommand({ TopicArn: topic, Subject: subject.slice(0, SUBJECT_LIMIT), Message: text }),
  );
}
